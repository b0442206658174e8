import assert from "node:assert/strict";
import { test } from "node:test";
import { isWorthOpening } from "../../../../rxchat/components/chat/reply/openable_code.js";

const lines = (count) => Array.from({ length: count }, (_, at) => `line ${at}`).join("\n");

for (const [language, code, expected] of [
  ["html", lines(5), true],
  ["HTML", lines(5), true],
  ["mermaid", "graph LR\n  A --> B", false],
  ["svg", `<svg>${" ".repeat(200)}</svg>`, true],
  ["", `<svg>\n${lines(4)}</svg>`, true],
  ["tsx", lines(4), false],
  ["python", lines(14), false],
  ["python", lines(15), true],
  ["", lines(15), true],
]) {
  test(`${code.split("\n").length} lines of ${language || "nothing"}: ${expected}`, () => {
    assert.equal(isWorthOpening(language, code), expected);
  });
}
