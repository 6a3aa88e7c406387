import assert from "node:assert/strict";
import { test } from "node:test";
import { known } from "../../dlcourse/widgets/graph_explorer.js";

const STEPS = [
  { node: 0, phase: "forward", value: "2" },
  { node: 1, phase: "forward", value: "4" },
  { node: 1, phase: "seed", grad: "1" },
  { node: 0, phase: "backward", grad: "1" },
  { node: 0, phase: "backward", grad: "3" },
];

test("nothing is known before the first step", () => assert.deepEqual(known(STEPS, 0), {}));

test("values come first, and then the gradients", () => {
  assert.deepEqual(known(STEPS, 3), { 0: { value: "2", grad: "" }, 1: { value: "4", grad: "1" } });
});

test("the last gradient of a node counts: it is the sum so far", () => {
  assert.equal(known(STEPS, 5)[0].grad, "3");
});
