import assert from "node:assert/strict";
import { test } from "node:test";
import { cutter, plainText } from "../../../../rxchat/components/chat/reply/blocks.js";
import { corpus } from "../../corpora.mjs";
import { treeOf } from "./drawn.mjs";

// Without the bounds: from twenty seconds to hours. With them less than half a second on an idle machine.
const MOST_MS = 6_000;
const DEEPEST = 300;
const PARTS = 10;

const depthOf = (node) => 1 + Math.max(0, ...(node.children ?? []).map(depthOf));

/** The processor's time, in milliseconds. */
function effort(work) {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

for (const [name, text] of Object.entries(corpus("endless", "ENDLESS"))) {
  test(`${name} without end don't take long to read`, () => {
    let blocks = [];
    let depth = 0;
    const whole = effort(() => {
      blocks = cutter(false)(text);
      for (const block of blocks) if (plainText(block) === null) depth = Math.max(depth, depthOf(treeOf(block)));
    });
    const growing = effort(() => {
      const cut = cutter(true);
      for (let part = 1; part <= PARTS; part += 1) cut(text.slice(0, (text.length * part) / PARTS));
    });
    assert.ok(whole < MOST_MS, `${whole} ms`);
    assert.ok(growing < MOST_MS, `${growing} ms while it grows`);
    assert.ok(depth < DEEPEST, `${depth} deep`);
    assert.ok(blocks.map((block) => plainText(block) ?? block).join("") === text, "not a character is lost");
  });
}

// Each of these took time that grew with the square of its length: up to twenty seconds for a line as long as a block may be.
const LENGTH = 30_000;
const TIMES = 4;
const MOST_GROWTH = 10; // with the square it would be 16
const SHORT_MS = 200; // too little to be compared

for (const [unit, head = ""] of [
  ["cost $5 is | "],
  ["a $x$ word cell | "],
  ["| $x$ | `$` ", "|a|b|\n|-|-|\n"],
  ["\\(x\\) is | "],
  ["word ", "["],
  ["[a](b) word ", "["],
  ["*a* ", "!["],
  ["[a "],
  ["[a]["],
  ["http://a_ www.b_c.d "],
]) {
  test(`a line of “${unit}” takes time in proportion to its length`, () => {
    const line = (length) => head + unit.repeat(length / unit.length);
    const read = (text) => {
      for (const block of cutter(false)(text)) treeOf(block);
    };
    const least = (length) => Math.min(...[1, 2, 3].map(() => effort(() => read(line(length)))));
    if (effort(() => read(line(LENGTH))) < SHORT_MS) return;
    const [short, long] = [least(LENGTH / TIMES), least(LENGTH)];
    assert.ok(long < MOST_GROWTH * short, `${long} ms, and ${short} ms for a line of a quarter`);
  });
}

test("an address after an open bracket is a link in a short text, and words before it don't take that away", () => {
  const links = (text) => JSON.stringify(treeOf(text)).split('"href"').length - 1;
  assert.equal(links("See www.example.org, https://example.org/a_b and ada@example.org."), 3);
  assert.equal(links(`${"word ".repeat(5_000)}www.example.org`), 1);
  assert.equal(links(`${"which host ".repeat(2_500)}https://example.org`), 1);
  assert.equal(links(`[a](b) ${"word [c](d) ".repeat(200)}www.example.org`), 202);
});
