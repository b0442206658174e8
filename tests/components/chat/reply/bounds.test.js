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

function took(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

for (const [name, text] of Object.entries(corpus("endless", "ENDLESS"))) {
  test(`${name} without end don't take long to read`, () => {
    let blocks = [];
    let depth = 0;
    const whole = took(() => {
      blocks = cutter(false)(text);
      for (const block of blocks) if (plainText(block) === null) depth = Math.max(depth, depthOf(treeOf(block)));
    });
    const growing = took(() => {
      const cut = cutter(true);
      for (let part = 1; part <= PARTS; part += 1) cut(text.slice(0, (text.length * part) / PARTS));
    });
    assert.ok(whole < MOST_MS, `${whole} ms`);
    assert.ok(growing < MOST_MS, `${growing} ms while it grows`);
    assert.ok(depth < DEEPEST, `${depth} deep`);
    assert.ok(blocks.map((block) => plainText(block) ?? block).join("") === text, "not a character is lost");
  });
}
