import assert from "node:assert/strict";
import { test } from "node:test";
import { displayLines, formulasOf, isFormula, mayOpen } from "../../../../rxchat/components/chat/reply/math_rules.js";

const cells = (line) => formulasOf(line).map(([begin, end]) => line.slice(begin, end));

for (const [marker, content, after] of [
  ["$", "x", ""],
  ["$", "E = mc^2", " "],
  ["$$", "\\int_0^1 x", ""],
  ["\\(", " a ", "b"],
]) {
  test(`${marker}${content} is a formula`, () => assert.ok(isFormula(marker, content, after)));
}

for (const [marker, content, after] of [
  ["$", " 5 and ", ""],
  ["$", "5 and ", "6"],
  ["$", "('a').add(", "("],
  ["$", "   ", ""],
  ["$$", " x", ""],
]) {
  test(`${marker}${content}${marker}${after} is none`, () => assert.ok(!isFormula(marker, content, after)));
}

test("a dollar after a word or a number is a price", () => {
  assert.ok(mayOpen(" "));
  assert.ok(!mayOpen("5"));
  assert.ok(!mayOpen("S"));
});

test("a display formula takes its lines", () => {
  assert.equal(displayLines("$$\nx\n$$\nmore", { isGrowing: false }), 3);
  assert.equal(displayLines("$$ x $$", { isGrowing: false }), 1);
  assert.equal(displayLines("$$\nx", { isGrowing: false }), 0);
  assert.equal(displayLines("$$\nx", { isGrowing: true }), Number.POSITIVE_INFINITY);
  assert.equal(displayLines("It costs $$", { isGrowing: true }), 0);
});

test("pipes in a formula part no cells", () => {
  assert.deepEqual(cells("| $|x|$ | b |"), ["$|x|$"]);
  assert.deepEqual(cells("| $5 | $6 |"), []);
  assert.deepEqual(cells("| `$x$` | \\(y\\) |"), ["\\(y\\)"]);
});
