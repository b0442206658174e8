import assert from "node:assert/strict";
import { test } from "node:test";
import { corpus } from "../../corpora.mjs";
import { drawn } from "./drawn.mjs";

for (const [text, expected] of corpus("drawn", "CASES")) {
  test(`${JSON.stringify(text)} is drawn as it should be`, () => assert.equal(drawn(text), expected));
}
