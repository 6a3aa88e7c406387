// A digit to move across its canvas: the browser moves the pixels, Python says what the networks read.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const HTML = `
  <div class="shifted-digit-picture">
    <div class="handle" tabindex="0" role="slider" data-lm-suppress-shortcuts="true"
      aria-label="The digit: drag it, or move it by the arrow keys"><canvas></canvas></div>
    <div class="buttons"><button type="button" class="next">Another digit</button>
      <button type="button" class="back">Back to the middle</button></div>
  </div>
  <div class="networks"></div>
  <p class="shifted-digit-summary" aria-live="polite"></p>`;

export const clamp = (number, limit) => Math.min(limit, Math.max(-limit, number));

function drawCanvas(root, model) {
  const [height, width] = model.get("size"), [dx, dy] = model.get("shift");
  const canvas = root.querySelector("canvas"), bytes = new Uint8Array(model.get("pixels").buffer ?? model.get("pixels"));
  if (bytes.length !== height * width) return; // the digit has not come yet
  Object.assign(canvas, { width, height });
  const image = new ImageData(width, height);
  bytes.forEach((gray, i) => image.data.set([gray, gray, gray, 255], 4 * i));
  const context = canvas.getContext("2d");
  context.fillRect(0, 0, width, height);
  context.putImageData(image, dx, dy);
  const handle = root.querySelector(".handle");
  handle.setAttribute("aria-valuemin", -model.get("max_shift"));
  handle.setAttribute("aria-valuemax", model.get("max_shift"));
  handle.setAttribute("aria-valuenow", dx);
  handle.setAttribute("aria-valuetext", `${dx} to the right, ${dy} down`);
}

function networkNode(name, probabilities, label) {
  const read = probabilities.indexOf(Math.max(...probabilities)), right = read === label;
  const node = document.createElement("section"), title = document.createElement("p"), reading = document.createElement("p");
  title.className = "name";
  title.textContent = name;
  reading.className = "reading";
  reading.textContent = `${right ? "✓" : "✗"} reads ${read}, ${Math.round(100 * probabilities[read])} %`;
  node.classList.toggle("wrong", !right);
  const bars = document.createElement("div");
  bars.className = "bars";
  bars.setAttribute("aria-hidden", "true");
  bars.innerHTML = probabilities
    .map((p, k) => {
      const kind = k === label ? "true" : k === read ? "read" : "";
      return `<span class="${kind}"><i style="height:${(100 * p).toFixed(1)}%"></i><b>${k}</b></span>`;
    })
    .join("");
  node.append(title, reading, bars);
  return node;
}

function drawNetworks(root, model) {
  const found = Object.entries(model.get("beliefs"));
  root.querySelector(".networks").replaceChildren(...found.map(([name, p]) => networkNode(name, p, model.get("label"))));
  root.querySelector(".shifted-digit-summary").textContent = model.get("summary");
}

function connect(root, model) {
  const handle = root.querySelector(".handle"), canvas = root.querySelector("canvas");
  const move = (dx, dy) => {
    const limit = model.get("max_shift"), to = [clamp(dx, limit), clamp(dy, limit)], now = model.get("shift");
    if (to[0] === now[0] && to[1] === now[1]) return;
    model.set("shift", to);
    model.save_changes();
  };
  let from = null; // where the drag began, and the shift there
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    from = { x: event.clientX, y: event.clientY, shift: model.get("shift") };
  });
  handle.addEventListener("pointermove", (event) => {
    if (!from) return;
    const pixel = canvas.getBoundingClientRect().width / canvas.width;
    const steps = [event.clientX - from.x, event.clientY - from.y].map((d) => Math.round(d / pixel));
    move(from.shift[0] + steps[0], from.shift[1] + steps[1]);
  });
  handle.addEventListener("lostpointercapture", () => (from = null));
  handle.addEventListener("keydown", (event) => {
    const [right, down] = ARROWS[event.key] ?? [], [dx, dy] = model.get("shift");
    if (right === undefined) return;
    event.preventDefault();
    move(dx + right, dy + down);
  });
  root.querySelector(".back").addEventListener("click", () => move(0, 0));
  root.querySelector(".next").addEventListener("click", () => {
    model.set("number", (model.get("number") + 1) % model.get("count"));
    model.save_changes();
  });
}

function render({ model, el }) {
  const root = document.createElement("div");
  Object.entries({ class: "dl-picture shifted-digit", role: "group", "aria-label": "A digit to move" }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = HTML;
  const canvasChanges = "change:shift change:pixels change:size", networkChanges = "change:beliefs change:label change:summary";
  const onCanvas = () => drawCanvas(root, model), onNetworks = () => drawNetworks(root, model);
  connect(root, model);
  model.on(canvasChanges, onCanvas);
  model.on(networkChanges, onNetworks);
  onCanvas();
  onNetworks();
  el.append(root);
  return () => [[canvasChanges, onCanvas], [networkChanges, onNetworks]].forEach((pair) => model.off(...pair));
}

export default { render };
