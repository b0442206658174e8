import assert from "node:assert/strict";
import { test } from "node:test";
import { around, bodyOf, draftOf, EMPTY, isSame, titleOf } from "../../../rxchat/components/prompts/prompt_drafts.js";

for (const [text, title] of [
  ["Write a haiku", "Write a haiku"],
  ["\n\n## **Weekly** `report`\nmore", "Weekly report"],
  ["---\n***\n> - Quoted", "Quoted"],
  ["", ""],
  ["{}\n\n...", ""],
  [`${"word ".repeat(30)}`, `${"word ".repeat(12).trim()}…`],
  ["é".repeat(100), `${"é".repeat(60)}…`],
]) {
  test(`a title for ${JSON.stringify(text.slice(0, 30))}`, () => assert.equal(titleOf(text), title));
}

test("a prompt is the same in the editor and out of it", () => {
  const prompt = { title: "T", text: "x ", description: "", category: "C", tags: ["a", "b c"], is_public: true };
  assert.deepEqual(bodyOf(draftOf({ ...prompt, id: 1, owner: "" })), prompt);
});

test("tags are typed with commas", () => {
  assert.deepEqual(bodyOf({ ...EMPTY, tags: " a, ,b,a , " }).tags, ["a", "b"]);
  assert.ok(isSame({ ...EMPTY, tags: "a,b" }, { ...EMPTY, tags: "a, b," }));
  assert.ok(!isSame(EMPTY, { ...EMPTY, text: "x" }));
});

for (const [text, caret, before, after] of [
  ["", 0, "", ""],
  ["Typed", 5, "\n\n", ""],
  ["Typed", 0, "", "\n\n"],
  ["Typed\n", 6, "", ""],
  ["One two", 3, "\n\n", "\n\n"],
]) {
  test(`a prompt stands apart from ${JSON.stringify(text)} at ${caret}`, () => {
    assert.deepEqual(around(text, caret), { before, after });
  });
}
