// A plane of two hyperparameters: a click asks Python for a training there.

const BOARD = { left: 62, top: 10, width: 440, height: 260 };
const ARROWS = { ArrowLeft: [-0.025, 0], ArrowRight: [0.025, 0], ArrowUp: [0, 0.025], ArrowDown: [0, -0.025] };
const { left, top, width, height } = BOARD;
const HTML = `
  <div class="controls"><button type="button" class="random">9 at random</button>
    <button type="button" class="grid">A grid of 3 × 3</button><button type="button" class="clear">Clear</button>
    <output></output></div>
  <svg viewBox="0 0 520 320">
    <g class="scale"></g>
    <rect class="board" x="${left}" y="${top}" width="${width}" height="${height}" tabindex="0" role="application"
      data-lm-suppress-shortcuts="true" aria-label="The plane: the arrow keys aim, Enter throws a dart"/>
    <g class="ticks"></g><g class="darts"></g><path class="aim"/>
  </svg>
  <p class="dart-board-summary" aria-live="polite"></p>`;

// From the unit square to values, and back
export const toValue = ([, kind, low, high], u) => (kind === "log" ? low * (high / low) ** u : low + (high - low) * u);
export const toUnit = ([, kind, low, high], v) => (kind === "log" ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low));
const toPlace = (u, v) => [left + width * u, top + height * (1 - v)];
export const clamp = (u) => Math.min(1, Math.max(0, u));

function drawScale(root, [x, y]) {
  const short = (v) => Number(v.toPrecision(2)).toString();
  const ends = (axis) => [0, 0.5, 1].map((u) => [u, short(toValue(axis, u))]);
  const below = ends(x).map(([u, label]) => `<text x="${left + width * u}" y="${top + height + 22}" text-anchor="middle">${label}</text>`);
  const beside = ends(y).map(([u, label]) => `<text x="${left - 12}" y="${top + height * (1 - u) + 4}" text-anchor="end">${label}</text>`);
  const scale = root.querySelector(".scale");
  scale.innerHTML = `${below.join("")}${beside.join("")}<text class="x" x="${left + width / 2}" y="${top + height + 42}" text-anchor="middle"></text>
    <text class="y" transform="translate(10 ${top + height / 2}) rotate(-90)" text-anchor="middle"></text>`;
  scale.querySelector(".x").textContent = x[0];
  scale.querySelector(".y").textContent = y[0];
}

function drawDarts(root, [x, y], darts) {
  const found = darts.map(([a, b, accuracy]) => [...toPlace(toUnit(x, a), toUnit(y, b)), accuracy]);
  const best = Math.max(...found.map(([, , accuracy]) => accuracy ?? -1));
  root.querySelector(".darts").innerHTML = found
    .map(([cx, cy, accuracy]) => {
      if (accuracy === null) return `<path class="lost" d="M${cx - 4} ${cy - 4}l8 8m0 -8l-8 8"><title>diverged</title></path>`;
      const label = accuracy === best ? `<text x="${cx}" y="${cy - 10}" text-anchor="middle">${accuracy.toFixed(3)}</text>` : "";
      return `<circle class="${accuracy === best ? "best" : ""}" cx="${cx}" cy="${cy}" r="6" fill-opacity="${accuracy ** 3}"><title>${accuracy.toFixed(3)}</title></circle>${label}`;
    })
    .join("");
  const ticks = found.map(([cx, cy]) => `M${cx} ${top + height}v8M${left} ${cy}h-8`);
  root.querySelector(".ticks").innerHTML = `<path d="${ticks.join("")}"/>`;
}

function render({ model, el }) {
  const root = document.createElement("div");
  Object.entries({ class: "dl-picture dart-board", role: "group", "aria-label": "A board of two hyperparameters" }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = HTML;
  const find = (name) => root.querySelector(name), board = find(".board");
  let aim = [0.5, 0.5];
  const throwAt = ([u, v]) => {
    const [x, y] = model.get("plane");
    model.send({ throw: [toValue(x, u), toValue(y, v)] });
  };
  const draw = () => {
    const plane = model.get("plane"), left_over = model.get("waiting");
    drawScale(root, plane);
    drawDarts(root, plane, model.get("darts"));
    find("output").textContent = left_over ? `${left_over} to go` : "";
    find(".dart-board-summary").textContent = model.get("summary");
  };
  const drawAim = () => {
    const [cx, cy] = toPlace(...aim);
    find(".aim").setAttribute("d", `M${cx - 9} ${cy}h18M${cx} ${cy - 9}v18`);
  };
  board.addEventListener("click", (event) => {
    const box = board.getBoundingClientRect();
    aim = [clamp((event.clientX - box.left) / box.width), clamp(1 - (event.clientY - box.top) / box.height)];
    drawAim();
    throwAt(aim);
  });
  board.addEventListener("keydown", (event) => {
    const [right, up] = ARROWS[event.key] ?? [];
    if (event.key === "Enter" || event.key === " ") throwAt(aim);
    else if (right === undefined) return;
    else aim = [clamp(aim[0] + right), clamp(aim[1] + up)];
    event.preventDefault();
    drawAim();
  });
  find(".random").addEventListener("click", () => model.send({ random: 9 }));
  find(".grid").addEventListener("click", () => model.send({ grid: 3 }));
  find(".clear").addEventListener("click", () => model.send({ clear: true }));
  const changes = "change:darts change:plane change:waiting change:summary";
  model.on(changes, draw);
  draw();
  drawAim();
  el.append(root);
  return () => model.off(changes, draw);
}

export default { render };
