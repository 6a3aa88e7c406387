// A deep network to choose: Python sends the gradient back, the browser draws what is left of it.

const PLOT = { left: 58, top: 12, width: 490, height: 210 };
const round = (number, digits) => Number(number.toPrecision(digits));
const HTML = `
  <div class="controls">
    <label><span>activation</span><select><option>sigmoid</option><option>tanh</option><option>relu</option></select></label>
    <label><span>layers <output></output></span>
      <input type="range" class="depth" min="2" max="40" data-lm-suppress-shortcuts="true"></label>
    <label><span>size of the weights σ√n <output></output></span>
      <input type="range" class="gain" min="-1" max="1.3" step="0.01" data-lm-suppress-shortcuts="true"></label>
  </div>
  <svg viewBox="0 0 560 275" role="img" aria-label="The norm of the gradient at each layer, in powers of ten"></svg>
  <p class="depth-and-gain-summary" aria-live="polite"></p>`;

function draw(root, model) {
  const { left, top, width, height } = PLOT, norms = model.get("norms"), predicted = model.get("predicted");
  const all = [...norms, ...predicted], low = Math.min(-2, Math.floor(Math.min(...all))), high = Math.max(2, Math.ceil(Math.max(...all)));
  const x = (layer) => left + (width * (layer - 0.5)) / norms.length, y = (power) => top + (height * (high - power)) / (high - low);
  const said = (power) => (power === 0 ? "1" : `1e${power}`);
  const scale = [...new Set([low, 0, high])].map(
    (power) => `<path class="grid" d="M${left} ${y(power)}h${width}"/><text x="${left - 6}" y="${y(power) + 4}" text-anchor="end">${said(power)}</text>`,
  );
  const bar = 0.7 * (width / norms.length), y0 = y(0);
  const bars = norms.map((power, i) => {
    const kind = power < -3 ? "vanishing" : power > 3 ? "exploding" : "";
    return `<rect class="${kind}" x="${x(i + 1) - bar / 2}" y="${Math.min(y0, y(power))}" width="${bar}" height="${Math.max(1, Math.abs(y(power) - y0))}"/>`;
  });
  const line = predicted.map((power, i) => `${x(i + 1).toFixed(1)},${y(power).toFixed(1)}`).join(" ");
  root.querySelector("svg").innerHTML = `${scale.join("")}${bars.join("")}<polyline points="${line}"/>
    <text x="${x(1)}" y="${top + height + 18}" text-anchor="middle">1</text>
    <text x="${x(norms.length)}" y="${top + height + 18}" text-anchor="middle">${norms.length}</text>
    <text x="${left + width / 2}" y="${top + height + 34}" text-anchor="middle">layer (the gradient comes from the right; line: predicted)</text>
    <text transform="translate(12 ${top + height / 2}) rotate(-90)" text-anchor="middle">norm of dC/dA</text>`;
  root.querySelector("select").value = model.get("kind");
  root.querySelector(".depth").value = model.get("depth");
  root.querySelector(".gain").value = Math.log10(model.get("gain"));
  const [layers, size] = root.querySelectorAll("output");
  layers.textContent = model.get("depth");
  size.textContent = round(model.get("gain"), 3);
  root.querySelector(".gain").setAttribute("aria-valuetext", round(model.get("gain"), 3));
  root.querySelector(".depth-and-gain-summary").textContent = model.get("summary");
}

function render({ model, el }) {
  const root = document.createElement("div");
  Object.entries({ class: "dl-picture depth-and-gain", role: "group", "aria-label": "A deep network to choose" }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = HTML;
  const tell = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  root.querySelector("select").addEventListener("change", (event) => tell("kind", event.target.value));
  root.querySelector(".depth").addEventListener("input", (event) => tell("depth", Number(event.target.value)));
  root.querySelector(".gain").addEventListener("input", (event) => tell("gain", Math.min(20, Math.max(0.1, round(10 ** event.target.value, 3)))));
  const changes = ["depth", "gain", "kind", "norms", "predicted", "summary"].map((name) => `change:${name}`).join(" ");
  const redraw = () => draw(root, model);
  model.on(changes, redraw);
  redraw();
  el.append(root);
  return () => model.off(changes, redraw);
}

export default { render };
