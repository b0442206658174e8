import assert from "node:assert/strict";
import { test } from "node:test";
import { cutter, plainText } from "../../../../rxchat/components/chat/reply/blocks.js";
import { HOLDERS, isMore, openEnd } from "../../../../rxchat/components/chat/reply/growing_end.js";
import { numbersFrom } from "../../random.mjs";
import { treeOf } from "./drawn.mjs";
import { joined, PIECES } from "./markdown_pieces.mjs";

/** The last text of a tree, as the page looks for it. */
function lastText(node, holder) {
  if (node.type === "text") return HOLDERS.has(holder.toUpperCase()) ? node : null;
  const last = node.children?.findLast((child) => child.type !== "text" || child.value.trim());
  return last ? lastText(last, node.tagName) : null;
}

const withoutPlaces = (tree) => JSON.parse(JSON.stringify(tree, (key, value) => (key === "position" ? undefined : value)));

/** The trees of a growing answer's blocks. */
const treesOf = (text) => cutter(true)(text).map((block) => (plainText(block) === null ? withoutPlaces(treeOf(block)) : block));

/** Says whether the words were more of the last text. Fails where they would have been appended and are not. */
function check(text, words) {
  const trees = treesOf(text);
  const node = trees.length ? lastText(trees.at(-1), "") : null;
  const source = node && openEnd(node.value, text);
  if (source === null || !isMore(source, words)) return false;
  node.value = (source + words).trimEnd();
  assert.deepEqual(treesOf(text + words), trees, JSON.stringify([text, words]));
  return true;
}

const STARTS = [
  "It is",
  "Two lines\nof text",
  "- an item",
  "1. first\n2. second",
  "- one\n\n  more",
  "> - quoted",
  "| a | b |\n|---|---|\n| c | dee",
  "**Bold** and plain",
  "See `code` which",
  "A [link](https://example.org) that",
  "Text\n\n```py\na = 1\n```\n\nAfter it",
];

for (const start of STARTS)
  test(`words go on after ${JSON.stringify(start)}`, () => {
    for (const words of [" so", " so (2 + 2 = 4)", "s, and: more. ", " "]) assert.equal(check(start, words), true, words);
  });

for (const [text, words] of [
  ["It is", "\n\nso"],
  ["It is", " **so"],
  ["# A title", " #"],
  ["It is", "&amp;"],
  ["See ww", "w.example.org"],
  ["See http:", "//example.org"],
  ["It is", " שלום"],
  ["1", ". one"],
  ["- 1", ". one"],
  ["Text\n-", " item"],
  ["A `co", "de"],
  ["A **bo", "ld"],
  ["$x", " y"],
  ["```\nIt is", " code"],
  ["See https://exam", "ple.org"],
  ["[a]: It", " is"],
])
  test(`what may be something else is left to the parser: ${JSON.stringify(text + words)}`, () => {
    assert.equal(check(text, words), false);
  });

test("whatever text it is and however it is cut, what is appended is what would be drawn", () => {
  const pieces = [...PIECES, "1", "#", "=", "[", "](b)", "~", ". ", ") ", "+ ", "www", ".", ":", "//", "é ", "&", "@"];
  const upTo = numbersFrom(20261130);
  let count = 0;
  for (let round = 0; round < 3_000; round += 1) {
    const text = joined(upTo, 1 + upTo(9), pieces);
    const words = joined(upTo, 1 + upTo(2), pieces);
    count += check(text, words);
  }
  assert.ok(count > 50, `only ${count}`);
});
