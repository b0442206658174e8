import assert from "node:assert/strict";
import { test } from "node:test";
import { cutter } from "../../../../rxchat/components/chat/reply/blocks.js";
import { numbersFrom } from "../../random.mjs";
import { drawn, drawnWhole } from "./drawn.mjs";

const PIECES = [
  "- i",
  "  ",
  "    ",
  "1. n",
  "> ",
  "\n",
  "\n\n",
  "word",
  "a b",
  "$",
  "$$",
  "\\[",
  "\\]",
  "\\(",
  "\\)",
  "`",
  "```",
  "~~~",
  "|",
  "\n|---|",
  "x=1",
  "# ",
  "---",
  "===",
  "<b>",
  "<div>",
  "[a]",
  "*",
  "**",
  "_",
  "\t",
  "\\",
  "$5",
  "\r\n",
  "2",
  " ",
  "「",
  "です",
];

const upTo = numbersFrom(20261128);

function randomText() {
  let text = "";
  for (let pieces = 3 + upTo(25); pieces > 0; pieces -= 1) text += PIECES[upTo(PIECES.length)];
  return text;
}

const TEXTS = Array.from({ length: 600 }, randomText);

/** Blocks without the blanks between them, which may be at the end of one or at the beginning of the next. Four begin code. */
const apart = (blocks) => blocks.map((block) => block.trimEnd().replace(/^ {1,3}(?! )/, ""));

test("what is drawn in blocks is what the whole would be", () => {
  for (const text of TEXTS) assert.equal(drawn(text), drawnWhole(text), JSON.stringify(text));
});

test("a text that grew has the blocks of one that came at once", () => {
  for (const text of TEXTS) {
    const cut = cutter(true);
    for (let length = 1; length <= text.length; length += 1 + upTo(8)) {
      const started = text.slice(0, length);
      assert.deepEqual(apart(cut(started)), apart(cutter(true)(started)), JSON.stringify(started));
    }
  }
});
