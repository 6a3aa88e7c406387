import assert from "node:assert/strict";
import { test } from "node:test";
import { clamp } from "../../dlcourse/widgets/shifted_digit.js";

test("a digit stays within its canvas on both sides", () => {
  assert.deepEqual([-9, -4, 0, 4, 9].map((shift) => clamp(shift, 4)), [-4, -4, 0, 4, 4]);
});
