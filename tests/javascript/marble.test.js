import assert from "node:assert/strict";
import { test } from "node:test";
import { loss, path, powerToY, SLIDERS, stepFactor, toX, toY, verdict } from "../../dlcourse/widgets/marble.js";

const near = (found, wanted, within = 1e-12) => assert.ok(Math.abs(found - wanted) <= within, `${found} is not ${wanted}`);

test("without momentum each coordinate is multiplied by 1 - lr curvature", () => {
  const points = path({ start: [-2, 1], lr: 0.1, kappa: 5, beta: 0, steps: 3 });
  assert.equal(points.length, 4);
  near(points[3][0], -2 * 0.9 ** 3);
  near(points[3][1], 0.5 ** 3);
});

test("momentum adds a part of the last step", () => {
  const [, first, second] = path({ start: [1, 0], lr: 0.1, kappa: 1, beta: 0.5, steps: 2 });
  near(second[0] - first[0], 0.5 * (first[0] - 1) - 0.1 * first[0]);
});

test("the loss is half the sum of the curvatures times the squares", () => {
  assert.equal(loss([3, 2], 10), (9 + 40) / 2);
});

test("the factor of a step is that of the path in the long run", () => {
  near(stepFactor(0.3, 2, 0), 0.4);
  near(stepFactor(1.5, 2, 0), 2);
  near(stepFactor(0.1, 1, 0.9), Math.sqrt(0.9)); // complex roots: they oscillate
});

test("the path converges below 2 / lambda max, diverges above it, and on it never settles", () => {
  const at = (lr, start = [-2, 1]) => verdict({ start, lr, kappa: 10, beta: 0 });
  assert.deepEqual([at(0.19), at(0.2), at(0.21)], ["converges", "never settles", "diverges"]);
  assert.equal(at(0.21, [-2, 0]), "converges"); // a coordinate that starts at 0 stays there
});

test("a slider finds the place of its own value again, and reaches its ends", () => {
  for (const { min, max, step, toSlider, toValue } of Object.values(SLIDERS)) {
    for (const place of [min, (min + max) / 2, max]) near(toSlider(toValue(place)), place, step);
  }
  assert.equal(SLIDERS.kappa.toValue(2), 100);
  assert.equal(SLIDERS.lr.toValue(-3), 0.001);
});

test("the valley is upright, and a path that flies away stays a number that a browser can draw", () => {
  assert.ok(toX(-1) < toX(1));
  assert.ok(toY(1) < toY(-1));
  assert.deepEqual([toX(1e300), toY(1e300)], [1e4, -1e4]);
  assert.ok(powerToY(4) < powerToY(-6));
});
