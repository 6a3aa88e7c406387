import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp, toUnit, toValue } from "../../dlcourse/widgets/dart_board.js";

const LOG = ["learning rate", "log", 1e-4, 1];
const PLAIN = ["momentum", "linear", 0.5, 1];

test("half way on a log axis is the geometric mean, on a plain one the mean", () => {
  assert.ok(Math.abs(toValue(LOG, 0.5) - 1e-2) < 1e-15);
  assert.equal(toValue(PLAIN, 0.5), 0.75);
});

test("a value comes back to the place it was taken from", () => {
  for (const axis of [LOG, PLAIN]) {
    for (const u of [0, 0.2, 0.5, 1]) assert.ok(Math.abs(toUnit(axis, toValue(axis, u)) - u) < 1e-12);
  }
});

test("an aim beyond the board is at its edge", () => {
  assert.deepEqual([-0.1, 0.3, 1.2].map(clamp), [0, 0.3, 1]);
});
