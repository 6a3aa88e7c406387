// Steps through a graph that Python has drawn and computed: this shows and hides, and nothing else.

const HTML = `
  <div class="graph-picture"></div>
  <div class="controls" role="group" aria-label="Steps">
    <button type="button" name="first" title="To the bare graph">First</button>
    <button type="button" name="back">Back</button>
    <button type="button" name="next">Next</button>
    <button type="button" name="last" title="To the end of both passes">Last</button>
    <label>step <input type="range" min="0" step="1"> <output></output></label>
  </div>
  <p class="graph-sentence" aria-live="polite"></p>`;

const NOTHING_YET = "Press Next: the values come first, from the inputs to the output.";

// What the first `count` steps have brought to light: value and gradient of each node.
export function known(steps, count) {
  const found = {};
  for (const step of steps.slice(0, count)) {
    found[step.node] ??= { value: "", grad: "" };
    const node = found[step.node];
    if (step.phase === "forward") node.value = step.value;
    else node.grad = step.grad;
  }
  return found;
}

function describe(name, { value, grad }) {
  return `${name}: ${value ? `value ${value}` : "no value yet"}${grad ? `, slope ${grad}` : ""}`;
}

function draw(root, model) {
  const steps = model.get("steps"), names = model.get("names"), count = model.get("step");
  const found = known(steps, count), now = steps[count - 1];
  for (const group of root.querySelectorAll(".node")) {
    const id = group.dataset.node, node = found[id] ?? { value: "", grad: "" };
    group.querySelector(".value").textContent = node.value;
    group.querySelector(".grad").textContent = node.grad;
    group.setAttribute("aria-label", describe(names[id], node));
    group.classList.toggle("now", now !== undefined && String(now.node) === id);
  }
  for (const edge of root.querySelectorAll(".edge")) edge.classList.toggle("now", now?.edge === edge.dataset.edge);
  const slider = root.querySelector("input");
  slider.value = count;
  slider.setAttribute("aria-valuetext", `${count} of ${steps.length}`);
  root.querySelector("output").textContent = `${count} of ${steps.length}`;
  root.querySelector(".graph-sentence").textContent = now?.sentence ?? NOTHING_YET;
  root.querySelector("[name=first]").disabled = root.querySelector("[name=back]").disabled = count === 0;
  root.querySelector("[name=last]").disabled = root.querySelector("[name=next]").disabled = count === steps.length;
}

function connect(root, model) {
  const go = (step) => {
    model.set("step", Math.max(0, Math.min(model.get("steps").length, step)));
    model.save_changes();
  };
  const moves = { first: () => 0, back: (at) => at - 1, next: (at) => at + 1, last: () => Infinity };
  for (const [name, move] of Object.entries(moves)) {
    root.querySelector(`[name=${name}]`).addEventListener("click", () => go(move(model.get("step"))));
  }
  root.querySelector("input").addEventListener("input", (event) => go(Number(event.target.value)));
}

function render({ model, el }) {
  const root = document.createElement("div");
  root.className = "dl-picture graph-explorer";
  root.innerHTML = HTML;
  root.querySelector(".graph-picture").innerHTML = model.get("picture");
  root.querySelector("svg").setAttribute("role", "group");
  root.querySelector("svg").setAttribute("aria-label", "Computational graph");
  for (const group of root.querySelectorAll(".node")) {
    group.setAttribute("role", "img");
    group.setAttribute("tabindex", "0");
  }
  // JupyterLab would take the arrow keys and the space bar for itself.
  for (const part of root.querySelectorAll("input, button, .node")) part.dataset.lmSuppressShortcuts = "true";
  root.querySelector("input").max = model.get("steps").length;
  connect(root, model);
  model.on("change:step", () => draw(root, model));
  el.append(root);
  draw(root, model);
}

export default { render };
