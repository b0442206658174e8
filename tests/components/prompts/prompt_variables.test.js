import assert from "node:assert/strict";
import { test } from "node:test";
import { fill, promptParts, variablesOf } from "../../../rxchat/components/prompts/prompt_variables.js";
import { corpus } from "../corpora.mjs";

for (const { text, names, values, filled } of corpus("prompt_texts", "CASES")) {
  test(`the variables of ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.deepEqual(variablesOf(text), names);
    const written = promptParts(text).map((part) => part.text);
    assert.equal(written.join(""), text);
    assert.equal(fill(text, new Map()), text);
    if (values) assert.equal(fill(text, new Map(Object.entries(values))), filled);
  });
}

const seconds = (text) => {
  const began = performance.now();
  fill(text, new Map([["a", "b"]]));
  return (performance.now() - began) / 1000;
};

for (const piece of corpus("prompt_texts", "ENDLESS")) {
  test(`a long text of ${JSON.stringify(piece)} is read once`, () => {
    const long = (size) => piece.repeat(size / piece.length);
    const short = Math.min(seconds(long(2 ** 16)), seconds(long(2 ** 16)));
    assert.ok(seconds(long(2 ** 18)) < Math.max(8 * short, 0.5));
  });
}

test("a megabyte of braces takes no time", () => assert.ok(seconds("{".repeat(2 ** 20)) < 1));
