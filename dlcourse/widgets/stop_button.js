// A training shown epoch by epoch: the browser lets it run, Python says what your stop was worth.

const RUNNING = -1, SECONDS = 0.15; // per epoch
const PLOT = { left: 44, top: 12, width: 500, height: 190 };
const HTML = `
  <div class="controls">
    <button type="button" class="run">Run</button>
    <button type="button" class="step">One epoch</button>
    <button type="button" class="stop">Stop here</button>
    <button type="button" class="next">Another training</button>
    <output></output>
  </div>
  <svg viewBox="0 0 560 245" role="img" aria-label="The validation loss of the epochs so far">
    <g class="scale"></g>
    <text x="${PLOT.left + PLOT.width / 2}" y="240" text-anchor="middle">epoch</text>
    <text transform="translate(10 ${PLOT.top + PLOT.height / 2}) rotate(-90)" text-anchor="middle">validation loss</text>
    <polyline class="rest"/><polyline class="curve"/><circle class="now" r="4"/>
    <g class="mark best"><path/><text></text></g><g class="mark yours"><path/><text></text></g>
  </svg>
  <p class="stop-button-summary" aria-live="polite"></p><p class="stop-button-score"></p>`;

export const lowest = (losses) => losses.indexOf(Math.min(...losses));

export class Training {
  constructor(root, model) {
    Object.assign(this, { root, model, shown: 1, timer: null });
  }

  get losses() {
    return this.model.get("losses");
  }

  get stopped() {
    return this.model.get("stopped");
  }

  get waits() {
    return this.model.get("number") !== this.model.get("loaded"); // another training is asked for, and not here yet
  }

  place(epoch) {
    const { left, top, width, height } = PLOT;
    const x = left + (width * epoch) / Math.max(1, this.losses.length - 1);
    return [x, top + height * (1 - this.losses[epoch] / (1.05 * this.model.get("highest")))];
  }

  points(from, to) {
    return this.losses.slice(from, to).map((_, i) => this.place(from + i).map((v) => v.toFixed(2)).join(",")).join(" ");
  }

  begin() {
    this.pause();
    this.shown = this.stopped === RUNNING ? 1 : this.stopped + 1;
    this.draw();
  }

  run() {
    this.timer = setInterval(() => this.step(), 1000 * SECONDS);
    this.draw();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
  }

  step() {
    this.shown += 1;
    if (this.shown >= this.losses.length) this.stop();
    this.draw();
  }

  stop() {
    this.pause();
    this.model.set("stopped", this.shown - 1);
    this.model.save_changes();
  }

  next() {
    this.model.set("number", (this.model.get("number") + 1) % this.model.get("count"));
    this.model.set("stopped", RUNNING);
    this.model.save_changes();
  }

  draw() {
    const { root, losses, stopped, shown } = this, over = stopped !== RUNNING, find = (name) => root.querySelector(name);
    this.drawScale();
    find(".curve").setAttribute("points", this.points(0, shown));
    find(".rest").setAttribute("points", over ? this.points(shown - 1, losses.length) : "");
    const [x, y] = this.place(shown - 1);
    find(".now").setAttribute("cx", x);
    find(".now").setAttribute("cy", y);
    this.mark(".best", over ? lowest(losses) : RUNNING, "lowest", 0);
    this.mark(".yours", over ? stopped : RUNNING, "you", 14);
    const best = lowest(losses.slice(0, shown)), stated = (epoch) => `${losses[epoch].toFixed(3)} in epoch ${epoch}`;
    find("output").setAttribute("aria-live", this.timer ? "off" : "polite");
    find("output").textContent = over ? "" : `loss ${stated(shown - 1)}; lowest so far ${stated(best)}`;
    find(".run").textContent = this.timer ? "Pause" : "Run";
    [".run", ".step", ".stop"].forEach((name) => (find(name).disabled = over || this.waits));
    find(".stop-button-summary").textContent = this.model.get("summary");
    find(".stop-button-score").textContent = this.model.get("score");
  }

  drawScale() {
    const { left, top, width, height } = PLOT, last = this.losses.length - 1, high = 1.05 * this.model.get("highest");
    const step = high > 4 ? 1 : high > 1 ? 0.5 : high / 4, levels = Array.from({ length: Math.floor(high / step) + 1 }, (_, k) => k * step);
    const rows = levels.map((level) => {
      const y = top + height * (1 - level / high);
      return `<path d="M${left} ${y}h${width}"/><text x="${left - 6}" y="${y + 4}" text-anchor="end">${Number(level.toPrecision(2))}</text>`;
    });
    this.root.querySelector(".scale").innerHTML =
      `${rows.join("")}<text x="${left}" y="222">0</text><text x="${left + width}" y="222" text-anchor="end">${last}</text>`;
  }

  mark(name, epoch, word, drop) {
    const node = this.root.querySelector(name), [x] = epoch === RUNNING ? [0] : this.place(epoch), { top, height } = PLOT;
    node.style.display = epoch === RUNNING ? "none" : "";
    node.querySelector("path").setAttribute("d", `M${x} ${top}v${height}`);
    const text = node.querySelector("text"), right = x < 460;
    text.textContent = word;
    text.setAttribute("x", x + (right ? 5 : -5));
    text.setAttribute("y", top + 10 + drop);
    text.setAttribute("text-anchor", right ? "start" : "end");
  }
}

function render({ model, el }) {
  const root = document.createElement("div");
  Object.entries({ class: "dl-picture stop-button", role: "group", "aria-label": "A training to stop" }).forEach((pair) => root.setAttribute(...pair));
  root.innerHTML = HTML;
  const training = new Training(root, model);
  const actions = {
    run: () => {
      if (!training.timer) return training.run();
      training.pause();
      training.draw();
    },
    step: () => {
      training.pause();
      training.step();
    },
    stop: () => training.stop(),
    next: () => training.next(),
  };
  for (const [name, act] of Object.entries(actions)) root.querySelector(`.${name}`).addEventListener("click", act);
  const begin = () => training.begin(), draw = () => training.draw();
  model.on("change:losses change:stopped change:loaded", begin);
  model.on("change:summary change:score", draw);
  begin();
  el.append(root);
  return () => {
    training.pause();
    model.off("change:losses change:stopped change:loaded", begin);
    model.off("change:summary change:score", draw);
  };
}

export default { render };
