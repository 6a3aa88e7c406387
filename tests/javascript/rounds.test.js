import assert from "node:assert/strict";
import { test } from "node:test";
import { dots } from "../../dlcourse/widgets/rounds.js";

const WAYS = ["scratch", "frozen", "fine-tuned"];
const rows = (found) => dots(WAYS, found).markup.match(/<g class="way.*?<\/g>/g);
const numbers = (markup, pattern) => [...markup.matchAll(pattern)].map(([, number]) => Number(number));

test("each way has a row of its own, one below the other, and a color", () => {
  const found = rows({ scratch: [0.5], frozen: [0.5], "fine-tuned": [0.5] });
  assert.deepEqual(found.map((row) => row.match(/way\d/)[0]), ["way0", "way1", "way2"]);
  const heights = found.flatMap((row) => numbers(row, /cy="([\d.]+)"/g));
  assert.deepEqual(heights, heights.toSorted((a, b) => a - b));
  assert.equal(new Set(heights).size, 3);
});

test("each accuracy is a dot, further right the higher it is, between the ends of the scale", () => {
  const [row] = rows({ scratch: [0, 0.25, 1] });
  const [low, quarter, high] = numbers(row, /cx="([\d.]+)"/g);
  assert.equal(quarter - low, (high - low) / 4);
  const scale = numbers(dots(WAYS, {}).markup, /<path class="grid" d="M([\d.]+)/g);
  assert.deepEqual([scale[0], scale.at(-1)], [low, high]);
});

test("the tick stands at the mean", () => {
  const [row] = rows({ scratch: [0.2, 0.3, 0.7] });
  const [tick] = numbers(row, /class="mean" d="M([\d.]+)/g);
  const [mean] = numbers(rows({ scratch: [0.4] })[0], /cx="([\d.]+)"/g);
  assert.ok(Math.abs(tick - mean) < 1e-9);
});

test("a way without a round has neither dot nor tick, and nothing is NaN", () => {
  for (const found of [{}, { scratch: [] }]) {
    const { markup } = dots(WAYS, found);
    assert.doesNotMatch(markup, /circle|mean|NaN/);
  }
});

test("the picture is as high as its rows, and names are not put into the markup", () => {
  assert.equal(dots(WAYS, {}).height - dots(WAYS.slice(1), {}).height, dots(WAYS.slice(1), {}).height - dots(WAYS.slice(2), {}).height);
  assert.doesNotMatch(dots(["<b>"], {}).markup, /<b>/);
});
