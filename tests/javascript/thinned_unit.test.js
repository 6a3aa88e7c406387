import assert from "node:assert/strict";
import { test } from "node:test";
import { curve, net } from "../../dlcourse/widgets/thinned_unit.js";

const PARTS = [1, -2, 0.5];
const inputs = (kept, parts = PARTS) => net(parts, kept).match(/<g class="[^"]*">.*?<\/g>/g);
const all = (markup, pattern) => [...markup.matchAll(pattern)].map(([, found]) => found);
const points = (markup) => all(markup, /<polyline points="([^"]*)"/g)[0].split(" ").filter(Boolean).map((pair) => pair.split(",").map(Number));
const level = (markup, kind) => Number(all(markup, new RegExp(`<path class="${kind}" d="M\\d+ ([\\d.]+)h`, "g"))[0]);

test("the inputs that a draw has dropped are marked, and none before the first draw", () => {
  assert.deepEqual(inputs([1, 0, 1]).map((input) => input.startsWith('<g class="dropped">')), [false, true, false]);
  assert.ok(inputs([]).every((input) => input.startsWith('<g class="">')));
});

test("the more an input adds, the thicker is its line; what it takes away is another kind of line", () => {
  const widths = all(net(PARTS, []), /stroke-width="([\d.]+)"/g).map(Number);
  assert.deepEqual(widths, [3.5, 6, 2.25]);
  assert.deepEqual(inputs([]).map((input) => input.includes('class="minus"')), [false, true, false]);
});

test("each input says what it adds", () => {
  assert.deepEqual(inputs([]).map((input) => input.match(/end">([^<]*)</)[1]), ["1.0", "-2.0", "0.5"]);
});

test("a unit whose inputs add nothing can be drawn", () => {
  assert.doesNotMatch(net([0, 0], []) + curve([0, 0], 0, [0]), /NaN|Infinity/);
});

test("before the first draw there is no curve, and both levels are there", () => {
  const empty = curve(PARTS, -1, []);
  assert.deepEqual(points(empty), []);
  assert.doesNotMatch(empty, /circle|NaN/);
  assert.match(empty, /whole network -0.50/);
  assert.match(empty, /expectation -1.00/);
});

test("the expectation is left out where it is what the whole network says", () => {
  assert.doesNotMatch(curve(PARTS, -0.5, []), /expectation/);
});

test("the curve goes from draw to draw, higher where the mean is, and ends in a dot", () => {
  const markup = curve(PARTS, -1, [-2, 0, -0.5]), [low, high, middle] = points(markup);
  assert.ok(low[0] < high[0] && high[0] < middle[0]);
  assert.ok(high[1] < middle[1] && middle[1] < low[1]);
  assert.ok(Math.abs(middle[1] - level(markup, "whole")) < 0.1);
  assert.match(markup, new RegExp(`<circle cx="${middle[0]}`));
});

test("all that was drawn lies in the plot, however far a draw went", () => {
  const markup = curve(PARTS, -1, [50, -70, 0]);
  assert.ok(points(markup).every(([x, y]) => x >= 52 && x <= 402 && y >= 12 && y <= 212));
});

test("many draws fill the width, and few leave room for ten", () => {
  const last = (n) => points(curve(PARTS, -1, Array(n).fill(0))).at(-1)[0];
  assert.equal(last(10), 402);
  assert.equal(last(1000), 402);
  assert.equal(last(5), 52 + 350 / 2);
});
