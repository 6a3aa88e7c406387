import assert from "node:assert/strict";
import { test } from "node:test";
import { lowest, Training } from "../../dlcourse/widgets/stop_button.js";

const LOSSES = [2, 1, 0.5, 1, 4];
const training = (changed = {}) =>
  new Training(null, new Map(Object.entries({ losses: LOSSES, highest: 4, stopped: -1, number: 0, loaded: 0, ...changed })));

test("the best epoch is the first of the lowest", () => {
  assert.equal(lowest(LOSSES), 2);
  assert.equal(lowest([1, 0, 0]), 1);
});

test("epochs are evenly spaced from left to right, and a lower loss is lower", () => {
  const places = LOSSES.map((_, epoch) => training().place(epoch));
  const gaps = places.slice(1).map(([x], i) => x - places[i][0]);
  assert.ok(gaps.every((gap) => Math.abs(gap - gaps[0]) < 1e-9 && gap > 0));
  assert.ok(places[2][1] > places[0][1]);
  assert.ok(places.every(([, y]) => y > 0));
});

test("a part of the curve begins where it is cut", () => {
  const [x, y] = training().place(3);
  assert.ok(training().points(3, 5).startsWith(`${x.toFixed(2)},${y.toFixed(2)} `));
  assert.equal(training().points(0, 5).split(" ").length, 5);
});

test("it waits while another training is asked for and not here yet", () => {
  assert.equal(training().waits, false);
  assert.equal(training({ number: 1 }).waits, true);
});
