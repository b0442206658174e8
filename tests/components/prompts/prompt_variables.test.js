import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, promptParts, variablesOf } from "../../../rxchat/components/prompts/prompt_variables.js";
import { corpus } from "../corpora.mjs";
import { milliseconds } from "../timing.mjs";

const VALUES = new Map([["a", "b"]]);

for (const { text, names, values, filled } of corpus("prompt_texts", "CASES")) {
  test(`the variables of ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.deepEqual(variablesOf(text), names);
    const written = promptParts(text).map((part) => part.text);
    assert.equal(written.join(""), text);
    assert.equal(fill(text, new Map()), text);
    if (values) assert.equal(fill(text, new Map(Object.entries(values))), filled);
  });
}

for (const piece of corpus("prompt_texts", "ENDLESS")) {
  test(`a long text of ${JSON.stringify(piece)} is read once`, () => {
    const [short, long] = [2 ** 16, 2 ** 18].map((size) => piece.repeat(size / piece.length));
    const bound = Math.max(8 * milliseconds(() => fill(short, VALUES), 0), 1_500);
    assert.ok(milliseconds(() => fill(long, VALUES), bound) < bound);
  });
}

test("a megabyte of braces takes no time", () => {
  const braces = "{".repeat(2 ** 20);
  assert.ok(milliseconds(() => fill(braces, VALUES), 1_000) < 1_000);
});
