// Marble in a valley: the closed form of marble.py, drawn at every move; Python is told at the end of a drag.

const WIDTH = 2.4, HEIGHT = 1.6, SCALE = 75; // the picture shows |w1| <= WIDTH and |w2| <= HEIGHT
const LOSS = { left: 44, right: 350, top: 10, bottom: 205, low: -6, high: 4 }; // powers of ten from low to high
const SLIDERS = {
  lr: { name: "learning rate", min: -3, max: 0.47, step: 0.01, toValue: (s) => round(10 ** s, 3), toSlider: Math.log10 },
  kappa: { name: "condition number κ", min: 0, max: 2, step: 0.05, toValue: (s) => round(10 ** s, 2), toSlider: Math.log10 },
  beta: { name: "momentum β", min: 0, max: 0.95, step: 0.05, toValue: (s) => round(s, 2), toSlider: (v) => v },
};
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

export function loss([w1, w2], kappa) {
  return (w1 * w1 + kappa * w2 * w2) / 2;
}

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

function round(number, digits) {
  return Number(number.toPrecision(digits));
}

function clamp(number, low, high) {
  return Math.min(high, Math.max(low, number));
}

const toX = (w1) => clamp((w1 + WIDTH) * SCALE, -1e4, 1e4);
const toY = (w2) => clamp((HEIGHT - w2) * SCALE, -1e4, 1e4);

function sliderHtml(key) {
  const { name, min, max, step } = SLIDERS[key];
  const mark = key === "lr" ? `<span class="marble-edge" aria-hidden="true"><span></span></span>` : "";
  return `<label><span class="name">${name} <output></output></span>
    <input type="range" name="${key}" min="${min}" max="${max}" step="${step}" data-lm-suppress-shortcuts="true">${mark}</label>`;
}

function factorHtml(axis, name) {
  return `<tr class="w${axis}"><th scope="row">w<sub>${axis}</sub> (${name})</th><td><output></output></td>
    <td><span class="bar"><i></i></span></td></tr>`;
}

function lossAxesHtml() {
  const { left, right, top, bottom, low, high } = LOSS;
  const lines = [];
  for (let power = low; power <= high; power += 2) {
    const y = bottom - ((power - low) / (high - low)) * (bottom - top);
    lines.push(`<path class="grid" d="M${left} ${y}H${right}"/><text x="${left - 6}" y="${y + 4}" text-anchor="end">1e${power}</text>`);
  }
  return `${lines.join("")}<text x="${left}" y="220">0</text><text class="last" x="${right}" y="220" text-anchor="end"></text>
    <text x="${(left + right) / 2}" y="234" text-anchor="middle">step</text>
    <text transform="translate(9 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">loss, log scale</text>`;
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
    <svg class="curve" viewBox="0 0 360 240" role="img" aria-label="Loss at each step, on a log scale">${lossAxesHtml()}<polyline class="path"/></svg>
  </div>
  <table><caption></caption><tbody>${factorHtml(1, "flat")}${factorHtml(2, "steep")}</tbody></table>
  <p class="marble-summary" aria-live="polite"></p>`;

function drawValley(root, valley, points) {
  const reach = Math.sqrt(2 * loss([WIDTH, HEIGHT], valley.kappa)); // the ellipse through the corners
  const ellipse = (k) => {
    const rx = (reach * k * SCALE) / 12;
    return `<ellipse class="contour" cx="${toX(0)}" cy="${toY(0)}" rx="${rx}" ry="${rx / Math.sqrt(valley.kappa)}"/>`;
  };
  root.querySelector(".contours").innerHTML = Array.from({ length: 12 }, (_, k) => ellipse(k + 1)).join("");
  const places = points.map(([w1, w2]) => `${toX(w1).toFixed(3)},${toY(w2).toFixed(3)}`);
  root.querySelector(".valley .path").setAttribute("points", places.join(" "));
  root.querySelector(".dots").setAttribute("d", places.map((place) => `M${place}h0`).join(""));
  const ball = root.querySelector(".ball");
  const [w1, w2] = valley.start;
  ball.setAttribute("transform", `translate(${toX(w1)} ${toY(w2)})`);
  ball.setAttribute("aria-valuenow", w1);
  ball.setAttribute("aria-valuetext", `w1 = ${w1}, w2 = ${w2}`);
}

function drawCurve(root, valley, points) {
  const { left, right, top, bottom, low, high } = LOSS;
  const place = (w, step) => {
    const power = clamp(Math.log10(Math.max(loss(w, valley.kappa), 1e-300)), low, high);
    return `${left + ((right - left) * step) / valley.steps},${bottom - ((power - low) / (high - low)) * (bottom - top)}`;
  };
  root.querySelector(".curve .path").setAttribute("points", points.map(place).join(" "));
  root.querySelector(".curve .last").textContent = valley.steps;
}

function drawFactors(root, { lr, kappa, beta }) {
  root.querySelector("caption").innerHTML =
    beta === 0 ? "One step multiplies the distance by |1 − learning rate · λ|" : "One step multiplies the distance, in the long run, by";
  [1, kappa].forEach((curvature, axis) => {
    const row = root.querySelector(`.w${axis + 1}`), factor = stepFactor(lr, curvature, beta);
    row.classList.toggle("grows", factor > 1 + 1e-9);
    row.querySelector("output").textContent = `λ = ${curvature}: ${factor.toFixed(3)}${factor > 1 + 1e-9 ? ", grows" : ""}`;
    row.querySelector("i").style.width = `${clamp(factor / 1.5, 0, 1) * 100}%`;
  });
}

function drawControls(root, valley, word) {
  const symbol = valley.beta === 0 ? "2/λmax" : "2(1 + β)/λmax";
  const threshold = (2 * (1 + valley.beta)) / valley.kappa;
  for (const [key, { min, max, toSlider }] of Object.entries(SLIDERS)) {
    const input = root.querySelector(`[name=${key}]`);
    input.value = toSlider(valley[key]);
    input.closest("label").querySelector("output").textContent = valley[key];
    input.setAttribute("aria-valuetext", key === "lr" ? `${valley.lr}, ${word}` : valley[key]);
    if (key === "lr") root.querySelector(".marble-edge").style.setProperty("--at", clamp((toSlider(threshold) - min) / (max - min), 0, 1));
  }
  root.querySelector(".marble-edge span").innerHTML = `▲<br>${symbol}`;
  const side = { converges: "below", "never settles": "at", diverges: "above" }[word];
  root.querySelector(".marble-verdict").textContent =
    `${word === "diverges" ? "▲ " : ""}The path ${word}: the learning rate is ${side} ${symbol} = ${round(threshold, 3)}.`;
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
  root.className = "marble";
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", "Marble in a valley");
  root.innerHTML = HTML;
  const draw = () => {
    const valley = Object.fromEntries(["start", "lr", "kappa", "beta", "steps"].map((key) => [key, model.get(key)]));
    const points = path(valley);
    drawValley(root, valley, points);
    drawCurve(root, valley, points);
    drawFactors(root, valley);
    drawControls(root, valley, verdict(valley));
  };
  const say = () => (root.querySelector(".marble-summary").textContent = model.get("summary"));
  connectSliders(root, model);
  connectMarble(root, model);
  model.on("change:start change:lr change:kappa change:beta change:steps", draw);
  model.on("change:summary", say);
  draw();
  say();
  el.append(root);
  return () => {
    model.off("change:start change:lr change:kappa change:beta change:steps", draw);
    model.off("change:summary", say);
  };
}

export default { render };
