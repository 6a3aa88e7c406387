// An experiment to repeat: Python runs the rounds, the browser draws a dot for each.

const PLOT = { left: 150, top: 10, width: 380, row: 42 };
const HTML = `
  <div class="controls">
    <label><span class="level-name"></span>
      <input type="range" min="0" step="1" aria-label="level" data-lm-suppress-shortcuts="true"></label>
    <button type="button" data-rounds="1">Run one round</button>
    <button type="button" data-rounds="5">Run five</button><output></output>
  </div>
  <svg role="img" aria-label="The accuracies of each round"></svg>
  <p class="rounds-summary" aria-live="polite"></p>`;

// The rows of all ways as svg: a dot for each of the accuracies found, and a tick at their mean; names are put in later.
export function dots(ways, found) {
  const { left, top, width, row } = PLOT, bottom = top + row * ways.length, x = (accuracy) => left + width * accuracy;
  const scale = [0, 0.25, 0.5, 0.75, 1].map((at) => `<path class="grid" d="M${x(at)} ${top}V${bottom}"/><text x="${x(at)}" y="${bottom + 16}" text-anchor="middle">${100 * at} %</text>`);
  const rows = ways.map((way, i) => {
    const y = top + row * (i + 0.5), values = found[way] ?? [], mean = values.reduce((a, b) => a + b, 0) / values.length;
    const circles = values.map((value) => `<circle cx="${x(value)}" cy="${y}" r="5"/>`).join("");
    const tick = values.length ? `<path class="mean" d="M${x(mean)} ${y - 15}v30"/>` : "";
    return `<g class="way${i % 3}"><text class="name" x="${left - 10}" y="${y + 4}" text-anchor="end"></text>${circles}${tick}</g>`;
  });
  const label = `<text x="${left + width / 2}" y="${bottom + 34}" text-anchor="middle">accuracy on test digits</text>`;
  return { height: bottom + 40, markup: `${scale.join("")}${rows.join("")}${label}` };
}

function draw(svg, ways, found) {
  const { height, markup } = dots(ways, found);
  svg.setAttribute("viewBox", `0 0 560 ${height}`);
  svg.innerHTML = markup;
  svg.querySelectorAll(".name").forEach((node, i) => (node.textContent = ways[i]));
}

function render({ model, el }) {
  const root = document.createElement("div");
  Object.entries({ class: "dl-picture rounds", role: "group", "aria-label": "An experiment to repeat" }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = HTML;
  const slider = root.querySelector("input");
  const show = () => {
    const names = model.get("names"), waiting = model.get("waiting"), name = names[model.get("level")] ?? "";
    slider.max = names.length - 1;
    slider.value = model.get("level");
    slider.setAttribute("aria-valuetext", name);
    root.querySelector(".level-name").textContent = name;
    root.querySelector("output").textContent = waiting ? `${waiting} to go` : "";
    draw(root.querySelector("svg"), model.get("ways"), model.get("found"));
    root.querySelector(".rounds-summary").textContent = model.get("summary");
  };
  slider.addEventListener("input", () => {
    model.set("level", Number(slider.value));
    model.save_changes();
  });
  root.querySelectorAll("button").forEach((button) => button.addEventListener("click", () => model.send({ run: Number(button.dataset.rounds) })));
  const changes = ["level", "names", "ways", "found", "waiting", "summary"].map((name) => `change:${name}`).join(" ");
  model.on(changes, show);
  show();
  el.append(root);
  return () => model.off(changes, show);
}

export default { render };
