import assert from "node:assert/strict";
import { test } from "node:test";
import { downloadWords, offerWords, sizeWords } from "../../../rxchat/components/settings/local_model_words.js";

test("sizes are in the units of hubs", () => {
  const words = { 0: "0 MB", 639446688: "639 MB", 1000000000: "1.0 GB", 2497280256: "2.5 GB" };
  for (const [bytes, said] of Object.entries(words)) assert.equal(sizeWords(Number(bytes)), said);
});

test("an offer says what it takes", () => {
  assert.equal(offerWords({ size: 2.5e9, memory: 5e9, licence: "Apache 2.0" }), "2.5 GB, needs 5.0 GB of memory, Apache 2.0");
});

test("a download says how far it is, or why it ended", () => {
  assert.equal(downloadWords({ done: 0, total: 0, error: null }), "Starting…");
  assert.equal(downloadWords({ done: 5e8, total: 2e9, error: null }), "500 MB of 2.0 GB");
  const error = { code: "download_failed", message: "Couldn't reach it.", hint: "Try again." };
  assert.equal(downloadWords({ done: 1, total: 2, error }), "Couldn't reach it. Try again.");
});
