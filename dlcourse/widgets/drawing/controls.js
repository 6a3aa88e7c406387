// Plots that follow controls: Python describes lines, areas, markers and images, with every place as a part of its axis;
// the browser shows them.

const round = (number) => Math.round(10 * number) / 10;
const escaped = (text) => new Option(text).innerHTML;

// Each shape from its places in the picture; and the places, as parts, that make a sample for the legend
const SHAPES = {
  line: (places, { dashes }) => `<polyline class="line" stroke-dasharray="${dashes.join(" ") || "none"}" points="${places.join(" ")}"/>`,
  area: (places, { opacity }) => `<polygon class="area" opacity="${opacity}" points="${places.join(" ")}"/>`,
  marker: (places, { glyph }) => places.map(([x, y]) => `<path transform="translate(${x} ${y})" d="M${glyph.join("L")}z"/>`).join(""),
  image: ([[left, bottom], [right, top]], { address }) =>
    `<image x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" preserveAspectRatio="none" href="${address}"/>`,
};
const SAMPLES = { line: [[0, 0.5], [1, 0.5]], area: [[0, 0.15], [1, 0.15], [1, 0.85], [0, 0.85]], marker: [[0.5, 0.5]], image: [[0, 0], [1, 1]] };

export function markup(mark, width, height, outlines = mark.outlines) {
  const place = ([x, y]) => [round(width * x), round(height * (1 - y))];
  return outlines.map((outline) => SHAPES[mark.shape](outline.map(place), mark)).join("");
}

export function swatch(mark) {
  return `<svg class="color-${mark.color}" viewBox="0 0 22 14" aria-hidden="true">${markup(mark, 22, 14, [SAMPLES[mark.shape]])}</svg>`;
}

function plot(axes, wide, title) {
  const left = 56, top = 8, width = wide ? 490 : 270, height = 200;
  const x = (part) => round(left + width * part), y = (part) => round(top + height * (1 - part));
  const across = axes.yticks.map(([part, text]) => `<path class="grid" d="M${left} ${y(part)}h${width}"/><text x="${left - 6}" y="${y(part) + 4}" text-anchor="end">${text}</text>`);
  const up = axes.xticks.map(([part, text]) => `<path class="grid" d="M${x(part)} ${top}v${height}"/><text x="${x(part)}" y="${top + height + 16}" text-anchor="middle">${text}</text>`);
  const marks = axes.marks.map((mark) => `<g class="color-${mark.color}">${markup(mark, width, height)}</g>`);
  const legend = axes.marks.filter((mark) => mark.label).map((mark) => `<li>${swatch(mark)}${escaped(mark.label)}</li>`);
  return `<div class="controlled-plot-axes">${legend.length ? `<ul>${legend.join("")}</ul>` : ""}
    <svg viewBox="0 0 ${left + width + 14} ${top + height + 38}" role="img" aria-label="${escaped(`${title}: ${axes.ylabel} against ${axes.xlabel}`).replaceAll('"', "&quot;")}">
      ${across.join("")}${up.join("")}
      <svg x="${left}" y="${top}" width="${width}" height="${height}">${marks.join("")}</svg>
      <text x="${left + width / 2}" y="${top + height + 33}" text-anchor="middle">${escaped(axes.xlabel)}</text>
      <text transform="translate(12 ${top + height / 2}) rotate(-90)" text-anchor="middle">${escaped(axes.ylabel)}</text>
    </svg></div>`;
}

function control({ label, words, values }, i) {
  const options = values.map((value, at) => `<option value="${at}">${escaped(value)}</option>`).join("");
  const input = words ? `<select data-control="${i}">${options}</select>`
    : `<input type="range" data-control="${i}" min="0" max="${values.length - 1}" data-lm-suppress-shortcuts="true">`;
  return `<label class="${words ? "words" : "slider"}"><span>${escaped(label)} ${words ? "" : "<b></b>"}</span>${input}</label>`;
}

function render({ model, el }) {
  const root = document.createElement("div"), controls = model.get("inputs"), title = model.get("title");
  Object.entries({ class: "dl-picture controlled-plot", role: "group", "aria-label": title }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = `<div class="controls">${controls.map(control).join("")}</div><div class="controlled-plot-row"></div><p class="controlled-plot-summary" aria-live="polite"></p>`;
  const inputs = [...root.querySelectorAll("[data-control]")];
  const place = () => model.get("positions").forEach((position, i) => {
    inputs[i].value = position;
    if (controls[i].words) return;
    inputs[i].setAttribute("aria-valuetext", controls[i].values[position]);
    inputs[i].parentElement.querySelector("b").textContent = controls[i].values[position];
  });
  const draw = () => {
    const axes = model.get("axes");
    const wide = axes.length === 1 && root.clientWidth > 520;
    root.querySelector(".controlled-plot-row").innerHTML = axes.map((one) => plot(one, wide, title)).join("");
    root.querySelector(".controlled-plot-summary").textContent = model.get("summary");
  };
  root.addEventListener("input", () => {
    model.set("positions", inputs.map((input) => Number(input.value)));
    model.save_changes();
  });
  model.on("change:positions", place);
  model.on("change:axes change:summary", draw);
  place();
  const resized = new ResizeObserver(draw);  // draws for the first time as well
  resized.observe(root);
  el.append(root);
  return () => {
    resized.disconnect();
    model.off("change:positions", place);
    model.off("change:axes change:summary", draw);
  };
}

export default { render };
