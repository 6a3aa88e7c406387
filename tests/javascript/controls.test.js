import assert from "node:assert/strict";
import { test } from "node:test";
import { markup, swatch } from "../../dlcourse/widgets/drawing/controls.js";

const LINE = { shape: "line", color: 1, dashes: [7, 4], outlines: [[[0, 0], [0.5, 1], [1, 0.25]]] };
const AREA = { shape: "area", color: 0, opacity: 0.2, outlines: [[[0, 0], [0, 1], [1, 1]], [[0, 0], [1, 0], [1, 0.5]]] };
const MARKER = { shape: "marker", color: 2, glyph: [[0, -5], [5, 0], [-5, 0]], outlines: [[[0.5, 0.5], [1, 0]]] };

test("a line goes from place to place; 0 is at the left and at the bottom", () => {
  assert.match(markup(LINE, 200, 100), /points="0,100 100,0 200,75"/);
});

test("the colors have their own dashes, and none is said in words", () => {
  assert.match(markup(LINE, 200, 100), /stroke-dasharray="7 4"/);
  assert.match(markup({ ...LINE, dashes: [] }, 200, 100), /stroke-dasharray="none"/);
});

test("an area is one polygon for each of its outlines", () => {
  assert.deepEqual(markup(AREA, 10, 10).match(/points="[^"]*"/g), ['points="0,10 0,0 10,0"', 'points="0,10 10,10 10,5"']);
});

test("a marker has its glyph at each place, as large in a wide picture as in a narrow one", () => {
  const glyphs = (width) => markup(MARKER, width, 100).match(/ d="[^"]*"/g);
  assert.equal(markup(MARKER, 200, 100).match(/translate\([^)]*\)/g).join(), "translate(100 50),translate(200 100)");
  assert.deepEqual(glyphs(200), glyphs(400));
  assert.equal(glyphs(200)[0], ' d="M0,-5L5,0L-5,0z"');
});

test("an image fills the rectangle between its corners", () => {
  const image = { shape: "image", color: 0, address: "data:,", outlines: [[[0.1, 0.2], [0.6, 0.8]]] };
  assert.match(markup(image, 100, 100), /x="10" y="20" width="50" height="60" .*href="data:,"/);
});

test("the legend shows each mark by its own shape, within its box", () => {
  for (const mark of [LINE, AREA, MARKER]) {
    const [, inside] = swatch(mark).match(/<svg [^>]*>(.*)<\/svg>/);
    assert.equal(inside.match(/<\w+/)[0], markup(mark, 100, 100).match(/<\w+/)[0]);
    assert.ok([...inside.matchAll(/(\d+),(\d+)/g)].every(([, x, y]) => Number(x) <= 22 && Number(y) <= 14));
  }
});
