// Plots that follow levers: Python says what to draw, with every place as a part of its axis; the browser draws it.

const MARKERS = [
  (x, y) => `<circle cx="${x}" cy="${y}" r="4"/>`,
  (x, y) => `<rect x="${x - 3.5}" y="${y - 3.5}" width="7" height="7"/>`,
  (x, y) => `<path d="M${x} ${y - 4.5}l4.5 8h-9z"/>`,
  (x, y) => `<path d="M${x} ${y - 5}l5 5l-5 5l-5 -5z"/>`,
];
const round = (number) => Math.round(10 * number) / 10;
const escaped = (text) => new Option(text).innerHTML;

function markup(mark, width, height) {
  const at = (x, y) => [round(width * x), round(height * (1 - y))];
  const points = mark.x.map((x, i) => [x, mark.y?.[i]]).filter(([x, y]) => x !== null && y !== null);
  if (mark.kind === "Rule") return `<path class="line" d="M${at(mark.x[0], 1)}V${height}"/>`;
  if (mark.kind === "Image") {
    const [[left, bottom], [right, top]] = points.map((p) => at(...p));
    return `<image x="${left}" y="${top}" width="${right - left}" height="${bottom - top}" preserveAspectRatio="none" href="${mark.address}"/>`;
  }
  if (mark.kind === "Line") return `<polyline class="line" points="${points.map((p) => at(...p)).join(" ")}"/>`;
  if (mark.kind === "Points") return points.map((p) => MARKERS[mark.color](...at(...p))).join("");
  if (mark.kind === "Band") {
    const above = mark.x.map((x, i) => [x, mark.high[i]]).filter(([x, y]) => x !== null && y !== null);
    return `<polygon class="band" points="${[...points, ...above.reverse()].map((p) => at(...p)).join(" ")}"/>`;
  }
  return points.map(([x, y]) => {
    const [left, top] = at(x - mark.width / 2, Math.max(y, mark.base)), [, bottom] = at(0, Math.min(y, mark.base));
    return `<rect class="bar" x="${left}" y="${top}" width="${round(width * mark.width)}" height="${Math.max(1, round(bottom - top))}"/>`;
  }).join("");
}

function swatch({ kind, color }) {
  const drawn = { Points: () => MARKERS[color](11, 7), Band: () => '<rect class="band" y="2" width="22" height="10"/>', Bars: () => '<rect class="bar" x="4" y="2" width="14" height="10"/>' };
  return `<svg class="color-${color}" viewBox="0 0 22 14" aria-hidden="true">${(drawn[kind] ?? (() => '<path class="line" d="M0 7h22"/>'))()}</svg>`;
}

function plot(panel, wide, title) {
  const left = 56, top = 8, width = wide ? 490 : 270, height = 200;
  const x = (part) => round(left + width * part), y = (part) => round(top + height * (1 - part));
  const across = panel.yticks.map(([part, text]) => `<path class="grid" d="M${left} ${y(part)}h${width}"/><text x="${left - 6}" y="${y(part) + 4}" text-anchor="end">${text}</text>`);
  const up = panel.xticks.map(([part, text]) => `<path class="grid" d="M${x(part)} ${top}v${height}"/><text x="${x(part)}" y="${top + height + 16}" text-anchor="middle">${text}</text>`);
  const marks = panel.marks.map((mark) => `<g class="color-${mark.color}">${markup(mark, width, height)}</g>`);
  const legend = panel.marks.filter((mark) => mark.label).map((mark) => `<li>${swatch(mark)}${escaped(mark.label)}</li>`);
  return `<div class="levers-plot">${legend.length ? `<ul>${legend.join("")}</ul>` : ""}
    <svg viewBox="0 0 ${left + width + 14} ${top + height + 38}" role="img" aria-label="${escaped(`${title}: ${panel.ylabel} against ${panel.xlabel}`).replaceAll('"', "&quot;")}">
      ${across.join("")}${up.join("")}
      <svg x="${left}" y="${top}" width="${width}" height="${height}">${marks.join("")}</svg>
      <text x="${left + width / 2}" y="${top + height + 33}" text-anchor="middle">${escaped(panel.xlabel)}</text>
      <text transform="translate(12 ${top + height / 2}) rotate(-90)" text-anchor="middle">${escaped(panel.ylabel)}</text>
    </svg></div>`;
}

function control({ label, words, values }, i) {
  const options = values.map((value, at) => `<option value="${at}">${escaped(value)}</option>`).join("");
  const input = words ? `<select data-lever="${i}">${options}</select>`
    : `<input type="range" data-lever="${i}" min="0" max="${values.length - 1}" data-lm-suppress-shortcuts="true">`;
  return `<label class="${words ? "words" : "slider"}"><span>${escaped(label)} ${words ? "" : "<b></b>"}</span>${input}</label>`;
}

function render({ model, el }) {
  const root = document.createElement("div"), controls = model.get("controls"), title = model.get("title");
  Object.entries({ class: "dl-picture levers", role: "group", "aria-label": title }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = `<div class="controls">${controls.map(control).join("")}</div><div class="levers-plots"></div><p class="levers-summary" aria-live="polite"></p>`;
  const inputs = [...root.querySelectorAll("[data-lever]")];
  const place = () => model.get("positions").forEach((position, i) => {
    inputs[i].value = position;
    if (controls[i].words) return;
    inputs[i].setAttribute("aria-valuetext", controls[i].values[position]);
    inputs[i].parentElement.querySelector("b").textContent = controls[i].values[position];
  });
  const draw = () => {
    const panels = model.get("panels");
    const wide = panels.length === 1 && root.clientWidth > 520;
    root.querySelector(".levers-plots").innerHTML = panels.map((panel) => plot(panel, wide, title)).join("");
    root.querySelector(".levers-summary").textContent = model.get("summary");
  };
  root.addEventListener("input", () => {
    model.set("positions", inputs.map((input) => Number(input.value)));
    model.save_changes();
  });
  model.on("change:positions", place);
  model.on("change:panels change:summary", draw);
  place();
  const resized = new ResizeObserver(draw);  // draws for the first time as well
  resized.observe(root);
  el.append(root);
  return () => {
    resized.disconnect();
    model.off("change:positions", place);
    model.off("change:panels change:summary", draw);
  };
}

export default { render };
