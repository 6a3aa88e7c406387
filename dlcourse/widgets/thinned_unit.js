// A unit whose inputs are dropped at random: Python flips the coins, the browser draws what came.

const PLOT = { left: 52, top: 12, width: 350, height: 200 };
const HTML = `
  <div class="controls">
    <label><span>keep probability q <b></b></span>
      <input type="range" class="q" min="0.05" max="1" step="0.05" data-lm-suppress-shortcuts="true"></label>
    <label class="check"><input type="checkbox" class="inverted"> divide survivors by q</label>
    <button type="button" data-draws="1">Draw one</button><button type="button" data-draws="100">Draw 100</button>
  </div>
  <div class="pictures">
    <svg class="net" viewBox="0 0 220 240" role="img" aria-label="The inputs of the unit; dropped ones are dashed"></svg>
    <svg class="curve" viewBox="0 0 420 250" role="img" aria-label="The mean of the draws so far"></svg>
  </div>
  <p class="thinned-unit-summary" aria-live="polite"></p>`;

// The unit and its inputs as svg: what each adds is how thick its line is; those that `kept` lacks are dropped.
export function net(parts, kept) {
  const thickest = Math.max(...parts.map(Math.abs)) || 1, gap = 220 / parts.length;
  const nodes = parts.map((part, i) => {
    const y = 10 + gap * (i + 0.5), dropped = kept.length && !kept[i];
    const line = `<path d="M52 ${y}L176 120" stroke-width="${1 + (5 * Math.abs(part)) / thickest}" class="${part < 0 ? "minus" : ""}"/>`;
    return `<g class="${dropped ? "dropped" : ""}">${line}<circle cx="44" cy="${y}" r="${Math.min(9, gap / 2.4)}"/><text x="31" y="${y + 4}" text-anchor="end">${part.toFixed(1)}</text></g>`;
  });
  return `${nodes.join("")}<circle class="unit" cx="190" cy="120" r="16"/><text x="190" y="124" text-anchor="middle">Σ</text>`;
}

// The mean after each draw as svg, beside what the whole network says and, where that is another, what the mean tends to.
export function curve(parts, tends, means) {
  const { left, top, width, height } = PLOT, whole = parts.reduce((a, b) => a + b, 0), reach = 2 * Math.max(1, ...parts.map(Math.abs));
  const [low, high] = [Math.min(whole, tends, ...means) - reach / 2, Math.max(whole, tends, ...means) + reach / 2];
  const y = (value) => top + height * (1 - (value - low) / (high - low));
  const last = Math.max(10, means.length), x = (i) => left + (width * i) / last;
  const line = (value, kind, name, above) =>
    `<path class="${kind}" d="M${left} ${y(value)}h${width}"/><text class="${kind}" x="${left + width}" y="${y(value) + (above ? -5 : 14)}" text-anchor="end">${name} ${value.toFixed(2)}</text>`;
  const [lowest, highest] = [Math.ceil(low), Math.floor(high)];
  const scale = [lowest, highest].map((v) => `<text x="${left - 6}" y="${y(v) + 4}" text-anchor="end">${v}</text>`);
  return `${scale.join("")}
    <rect x="${left}" y="${top}" width="${width}" height="${height}"/>${line(whole, "whole", "whole network", whole >= tends)}
    ${Math.abs(whole - tends) > 1e-9 ? line(tends, "tends", "expectation", tends > whole) : ""}
    <polyline points="${means.map((m, i) => `${x(i + 1).toFixed(1)},${y(m).toFixed(1)}`).join(" ")}"/>
    ${means.length ? `<circle cx="${x(means.length)}" cy="${y(means.at(-1))}" r="3.5"/>` : ""}
    <text x="${left}" y="${top + height + 16}">0</text><text x="${left + width}" y="${top + height + 16}" text-anchor="end">${last}</text>
    <text x="${left + width / 2}" y="${top + height + 32}" text-anchor="middle">draws</text>
    <text transform="translate(12 ${top + height / 2}) rotate(-90)" text-anchor="middle">mean so far</text>`;
}

function render({ model, el }) {
  const root = document.createElement("div");
  Object.entries({ class: "dl-picture thinned-unit", role: "group", "aria-label": "A unit whose inputs are dropped" }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = HTML;
  const slider = root.querySelector(".q"), box = root.querySelector(".inverted");
  const draw = () => {
    slider.value = model.get("keep_prob");
    root.querySelector("label b").textContent = model.get("keep_prob");
    box.checked = model.get("inverted");
    const parts = model.get("parts");
    root.querySelector(".net").innerHTML = net(parts, model.get("kept"));
    root.querySelector(".curve").innerHTML = curve(parts, model.get("tends"), model.get("means"));
    root.querySelector(".thinned-unit-summary").textContent = model.get("summary");
  };
  const tell = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  slider.addEventListener("input", () => tell("keep_prob", Number(slider.value)));
  box.addEventListener("change", () => tell("inverted", box.checked));
  root.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => model.send({ draw: Number(button.dataset.draws) })));
  const changes = ["keep_prob", "inverted", "parts", "kept", "means", "tends", "summary"].map((name) => `change:${name}`).join(" ");
  model.on(changes, draw);
  draw();
  el.append(root);
  return () => model.off(changes, draw);
}

export default { render };
