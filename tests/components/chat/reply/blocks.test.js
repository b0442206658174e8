import assert from "node:assert/strict";
import { test } from "node:test";
import { blocksFrom, cutter } from "../../../../rxchat/components/chat/reply/blocks.js";
import { numbersFrom } from "../../random.mjs";
import { drawn, drawnWhole } from "./drawn.mjs";
import { joined } from "./markdown_pieces.mjs";

const upTo = numbersFrom(20261128);

const randomText = () => joined(upTo, 3 + upTo(25));

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

const WORDS = Array.from({ length: 1_000 }, (_, place) => `word${place}`);
const LINES = WORDS.map((word) => `${word} = [*_${word}_*]`);

for (const [kind, pieces] of [
  ["prose", WORDS.map((word) => `${word} `)],
  ["prose after a list and a heading", ["- one\n- two\n\n# Title\n\n", "E", ...WORDS.map((word) => ` ${word}`)]],
  ["a paragraph with marks", WORDS.map((word) => `${word} **bold** $x$ [a](b) \`c\` `)],
  ["a paragraph that begins with a rare letter", ["\ud835\udc9c", ...WORDS]],
  ["code", ["```python\n", "a", ...LINES.map((line) => `\n${line}`)]],
  ["code with longer fences", ["Text:\n\n~~~~\n", "a", ...LINES.map((line) => `${line}\r\n`)]],
  ["code past all that is read as Markdown", ["```\n", "a", ...LINES.map((line) => `\n${line}`)]],
])
  test(`${kind} that goes on is not read again for what is new`, () => {
    let [read, text] = [0, ""];
    const cut = cutter(true, (...args) => {
      read += 1;
      return blocksFrom(...args);
    });
    for (const [place, piece] of pieces.entries()) {
      text += piece;
      const blocks = cut(text);
      if (place % 200 === 0) assert.deepEqual(apart(blocks), apart(cutter(true)(text)));
    }
    assert.ok(read >= 1 && read < 10, `${read} times`);
  });

for (const [kind, text] of [
  ["a fence that is written letter by letter", "```js\na\nb\n```\n\nAfter\n"],
  ["a fence with words behind it", "```\na\n``` b\nc\n```\nd"],
  ["an underline below a paragraph", "Title\n===\n\nText"],
  ["a table", "Name\n|-|\n| a |"],
  ["a list below a paragraph", "Text\n- a\n- b"],
  ["two paragraphs", "One **a\n\ntwo** b\n\n"],
  ["lines nested too deeply, in code", `\`\`\`\na\nb${"\n> ".padEnd(60, "> ")}x\n\nb`],
  ["a line end in two parts", "One\r\n\r\ntwo\r\nthree"],
])
  test(`${kind} ends what stands before it`, () => {
    const cut = cutter(true);
    for (let length = 1; length <= text.length; length += 1) {
      const started = text.slice(0, length);
      assert.deepEqual(apart(cut(started)), apart(cutter(true)(started)), JSON.stringify(started));
    }
  });
