import assert from "node:assert/strict";
import { test } from "node:test";
import { importWords } from "../../../rxchat/components/prompts/import_words.js";

const report = (values) => ({ added: 0, duplicates: 0, rejected: 0, reasons: [], ...values });

for (const [values, text, isBad] of [
  [{ added: 1 }, "Imported 1 prompt.", false],
  [{ added: 2, duplicates: 1 }, "Imported 2 prompts. 1 was already here.", false],
  [{ duplicates: 3 }, "No new prompts in these files. 3 were already here.", false],
  [
    { added: 1, rejected: 2, reasons: [{ name: "a.png", reason: "This isn't a text file in UTF-8." }] },
    "Imported 1 prompt. 2 files couldn't be read: a.png: This isn't a text file in UTF-8. And 1 more file.",
    true,
  ],
]) {
  test(text, () => assert.deepEqual(importWords(report(values)), { text, isBad }));
}
