// Marble in a valley: the closed form of marble.py, drawn at every move; Python is told at the end of a drag.

const WIDTH = 2.4, HEIGHT = 1.6, SCALE = 75; // the picture shows |w1| <= WIDTH and |w2| <= HEIGHT
const CURVE = { left: 44, top: 10, width: 306, height: 195, low: -6, high: 4 }; // powers of ten from low to high
export const SLIDERS = {
  lr: { name: "learning rate", min: -3, max: 0.47, step: 0.01, toValue: (s) => round(10 ** s, 3), toSlider: Math.log10 },
  kappa: { name: "condition number κ", min: 0, max: 2, step: 0.05, toValue: (s) => round(10 ** s, 2), toSlider: Math.log10 },
  beta: { name: "momentum β", min: 0, max: 0.95, step: 0.05, toValue: (s) => round(s, 2), toSlider: (v) => v },
};
const SETTINGS = ["start", "lr", "kappa", "beta", "steps"];
const ARROWS = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

// The mathematics, as in marble.py

export function path({ start, lr, kappa, beta, steps }) {
  let w = [...start], v = [0, 0];
  const points = [w];
  for (let step = 0; step < steps; step++) {
    v = [beta * v[0] - lr * w[0], beta * v[1] - lr * kappa * w[1]];
    w = [w[0] + v[0], w[1] + v[1]];
    points.push(w);
  }
  return points;
}

export const loss = ([w1, w2], kappa) => (w1 * w1 + kappa * w2 * w2) / 2;

export function stepFactor(lr, curvature, beta) {
  const half = (1 + beta - lr * curvature) / 2, inside = half * half - beta;
  return inside < 0 ? Math.sqrt(beta) : Math.abs(half) + Math.sqrt(inside);
}

export function verdict({ start, lr, kappa, beta }) {
  const factors = [1, kappa].filter((_, axis) => start[axis] !== 0).map((c) => stepFactor(lr, c, beta));
  const largest = Math.max(0, ...factors);
  if (Math.abs(largest - 1) < 1e-9) return "never settles";
  return largest < 1 ? "converges" : "diverges";
}

// The picture

const round = (number, digits) => Number(number.toPrecision(digits));
const clamp = (number, low, high) => Math.min(high, Math.max(low, number));
export const powerToY = (power) => ((CURVE.high - power) / (CURVE.high - CURVE.low)) * CURVE.height;
export const toX = (w1) => clamp((w1 + WIDTH) * SCALE, -1e4, 1e4);
export const toY = (w2) => clamp((HEIGHT - w2) * SCALE, -1e4, 1e4);

function sliderHtml(key) {
  const { name, min, max, step } = SLIDERS[key];
  const mark = key === "lr" ? `<span class="marble-edge" aria-hidden="true"><span></span></span>` : "";
  return `<label><span class="name">${name} <b></b></span>
    <input type="range" name="${key}" min="${min}" max="${max}" step="${step}" data-lm-suppress-shortcuts="true">${mark}</label>`;
}

function factorHtml(axis, name) {
  return `<tr class="w${axis}"><th scope="row">w<sub>${axis}</sub> (${name})</th><td><output></output></td>
    <td><span class="bar"><i></i></span></td></tr>`;
}

function curveHtml() {
  const { left, top, width, height } = CURVE;
  const lines = [-6, -4, -2, 0, 2, 4].map((power) => {
    const y = top + powerToY(power);
    return `<path class="grid" d="M${left} ${y}h${width}"/><text x="${left - 6}" y="${y + 4}" text-anchor="end">1e${power}</text>`;
  });
  return `${lines.join("")}<text x="${left}" y="220">0</text><text class="last" x="${left + width}" y="220" text-anchor="end"></text>
    <text x="${left + width / 2}" y="234" text-anchor="middle">step</text>
    <text transform="translate(9 ${top + height / 2}) rotate(-90)" text-anchor="middle">loss, log scale</text>
    <svg x="${left}" y="${top}" width="${width}" height="${height}"><polyline class="path"/></svg>`;
}

const HTML = `
  <div class="marble-controls">${Object.keys(SLIDERS).map(sliderHtml).join("")}</div>
  <p class="marble-verdict"></p>
  <div class="marble-pictures">
    <svg class="valley" viewBox="0 0 ${2 * WIDTH * SCALE} ${2 * HEIGHT * SCALE}" role="group" aria-label="Contours of the valley, and the path in it">
      <g class="contours"></g>
      <path class="grid" d="M0 ${toY(0)}H${toX(WIDTH)}M${toX(0)} 0V${toY(-HEIGHT)}"/>
      <text x="${toX(WIDTH) - 18}" y="${toY(0) - 5}">w₁</text><text x="${toX(0) + 5}" y="12">w₂</text>
      <polyline class="path"/><path class="dots"/>
      <g class="ball" tabindex="0" role="slider" data-lm-suppress-shortcuts="true" aria-valuemin="${-WIDTH}" aria-valuemax="${WIDTH}"
        aria-label="Marble: where the path starts; the arrow keys move it">
        <circle class="hit" r="18"/><circle class="halo" r="12"/><circle class="body" r="8"/></g>
      <rect class="frame" x="0.5" y="0.5" width="${2 * WIDTH * SCALE - 1}" height="${2 * HEIGHT * SCALE - 1}"/>
    </svg>
    <svg class="curve" viewBox="0 0 360 240" role="img" aria-label="Loss at each step, on a log scale">${curveHtml()}</svg>
  </div>
  <table><caption></caption><tbody>${factorHtml(1, "flat")}${factorHtml(2, "steep")}</tbody></table>
  <p class="marble-summary" aria-live="polite"></p>`;

function drawValley(root, valley, points) {
  const reach = Math.sqrt(2 * loss([WIDTH, HEIGHT], valley.kappa)); // half the width of the ellipse through the corners
  const radii = Array.from({ length: 12 }, (_, k) => (reach * SCALE * (k + 1)) / 12);
  root.querySelector(".contours").innerHTML = radii
    .map((r) => `<ellipse class="contour" cx="${toX(0)}" cy="${toY(0)}" rx="${r}" ry="${r / Math.sqrt(valley.kappa)}"/>`)
    .join("");
  const places = points.map(([w1, w2]) => `${toX(w1).toFixed(3)},${toY(w2).toFixed(3)}`);
  root.querySelector(".valley .path").setAttribute("points", places.join(" "));
  root.querySelector(".dots").setAttribute("d", places.map((place) => `M${place}h0`).join(""));
  const ball = root.querySelector(".ball");
  const [w1, w2] = valley.start;
  ball.setAttribute("transform", `translate(${toX(w1)} ${toY(w2)})`);
  ball.setAttribute("aria-valuenow", w1);
  ball.setAttribute("aria-valuetext", `w1 = ${w1}, w2 = ${w2}`);
}

function drawCurve(root, { kappa, steps }, points) {
  const place = (w, step) => `${(CURVE.width * step) / steps},${powerToY(Math.log10(Math.max(loss(w, kappa), 1e-300)))}`;
  root.querySelector(".curve .path").setAttribute("points", points.map(place).join(" "));
  root.querySelector(".curve .last").textContent = steps;
}

function drawFactors(root, { lr, kappa, beta }) {
  const factor = beta === 0 ? "by |1 − learning rate · λ|" : "in the long run by";
  root.querySelector("caption").textContent = `One step multiplies the distance to the minimum ${factor} (the mark is at 1)`;
  [1, kappa].forEach((curvature, axis) => {
    const row = root.querySelector(`.w${axis + 1}`), size = stepFactor(lr, curvature, beta), grows = size > 1 + 1e-9;
    row.classList.toggle("grows", grows);
    row.querySelector("output").textContent = `λ = ${curvature}: ${size.toFixed(3)}${grows ? ", grows" : ""}`;
    row.querySelector("i").style.width = `${clamp(size / 1.5, 0, 1) * 100}%`;
  });
}

function drawControls(root, valley, word) {
  for (const [key, { toSlider }] of Object.entries(SLIDERS)) {
    const input = root.querySelector(`[name=${key}]`);
    input.value = toSlider(valley[key]);
    input.closest("label").querySelector("b").textContent = valley[key];
    input.setAttribute("aria-valuetext", key === "lr" ? `${valley.lr}, ${word}` : valley[key]);
  }
  const { min, max, toSlider } = SLIDERS.lr, threshold = (2 * (1 + valley.beta)) / valley.kappa;
  const symbol = valley.beta === 0 ? "2/λ<sub>max</sub>" : "2(1 + β)/λ<sub>max</sub>";
  root.querySelector(".marble-edge").style.setProperty("--at", clamp((toSlider(threshold) - min) / (max - min), 0, 1));
  root.querySelector(".marble-edge span").innerHTML = `▲<br>${symbol}`;
  const warning = word === "diverges" ? "▲ " : "", side = { converges: "below", diverges: "above" }[word] ?? "at";
  root.querySelector(".marble-verdict").innerHTML =
    `${warning}The path ${word}: the learning rate is ${side} ${symbol} = ${round(threshold, 3)}.`;
  root.classList.toggle("diverges", word === "diverges");
}

// What the learner moves

function connectSliders(root, model) {
  for (const [key, { toValue }] of Object.entries(SLIDERS)) {
    const input = root.querySelector(`[name=${key}]`);
    input.addEventListener("input", () => model.set(key, toValue(Number(input.value))));
    input.addEventListener("change", () => model.save_changes());
  }
}

function connectMarble(root, model) {
  const svg = root.querySelector(".valley"), ball = root.querySelector(".ball");
  const move = (w1, w2) =>
    model.set("start", [round(clamp(w1, -WIDTH, WIDTH), 3), round(clamp(w2, -HEIGHT, HEIGHT), 3)]);
  const drag = (event) => {
    const box = svg.getBoundingClientRect();
    move(((event.clientX - box.left) / box.width) * 2 * WIDTH - WIDTH, HEIGHT - ((event.clientY - box.top) / box.height) * 2 * HEIGHT);
  };
  ball.addEventListener("pointerdown", (event) => {
    ball.setPointerCapture(event.pointerId);
    ball.addEventListener("pointermove", drag);
  });
  ball.addEventListener("lostpointercapture", () => {
    ball.removeEventListener("pointermove", drag);
    model.save_changes();
  });
  ball.addEventListener("keydown", (event) => {
    const [w1, w2] = model.get("start"), [right, up] = ARROWS[event.key] ?? [];
    if (right === undefined) return;
    event.preventDefault();
    move(w1 + right, w2 + up);
    model.save_changes();
  });
}

function render({ model, el }) {
  const root = document.createElement("div");
  Object.entries({ class: "dl-picture marble", role: "group", "aria-label": "Marble in a valley" }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = HTML;
  const draw = () => {
    const valley = Object.fromEntries(SETTINGS.map((key) => [key, model.get(key)])), points = path(valley);
    drawValley(root, valley, points);
    drawCurve(root, valley, points);
    drawFactors(root, valley);
    drawControls(root, valley, verdict(valley));
  };
  const say = () => (root.querySelector(".marble-summary").textContent = model.get("summary"));
  const changes = SETTINGS.map((key) => `change:${key}`).join(" ");
  connectSliders(root, model);
  connectMarble(root, model);
  model.on(changes, draw);
  model.on("change:summary", say);
  draw();
  say();
  el.append(root);
  return () => [[changes, draw], ["change:summary", say]].forEach((pair) => model.off(...pair));
}

export default { render };
