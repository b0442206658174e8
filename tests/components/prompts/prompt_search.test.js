import assert from "node:assert/strict";
import { test } from "node:test";
import { indexed, search } from "../../../rxchat/components/prompts/prompt_search.js";
import { milliseconds } from "../timing.mjs";

const prompt = (id, title, more = {}) => ({
  id,
  title,
  description: "",
  opening: "",
  category: "",
  tags: [],
  usage_count: 0,
  updated_at: "2026-01-01T00:00:00Z",
  ...more,
});
const PROMPTS = [
  prompt(1, "Weekly report", { category: "Work", opening: "Write about steam." }),
  prompt(2, "Report a bug", { tags: ["steam"] }),
  prompt(3, "Misreported", { usage_count: 9 }),
  prompt(4, "Café menu", { description: "A report of dishes" }),
  prompt(5, "Newer", { updated_at: "2026-02-01T00:00:00Z" }),
];
const found = (typed, options) => search(indexed(PROMPTS), typed, options).map(({ id }) => id);

test("what begins with the word is first, then words in the title, then parts of them, then the rest", () => {
  assert.deepEqual(found("report"), [2, 1, 3, 4]);
});

test("each word must be there, wherever", () => {
  assert.deepEqual(found("steam report"), [2, 1]);
  assert.deepEqual(found("steam coffee"), []);
});

test("nothing typed shows all, most used first, then last changed", () => {
  assert.deepEqual(found(" ").slice(0, 2), [3, 5]);
  assert.equal(found("").length, 5);
});

test("accents and capitals don't matter", () => assert.deepEqual(found("CAFE"), [4]));

test("after a slash only names count", () => {
  assert.deepEqual(found("report", { isNamed: true }), [2, 1, 3]);
  assert.deepEqual(found("work", { isNamed: true }), [1]);
  assert.deepEqual(found("etc/hosts", { isNamed: true }), []);
});

test("a thousand prompts are searched within a few milliseconds", () => {
  const many = Array.from({ length: 1000 }, (_, id) =>
    prompt(id, `Prompt number ${id}`, { opening: "a word and another ".repeat(10), tags: ["one", "two"] }),
  );
  const index = indexed(many);
  const type = () => {
    for (const typed of ["p", "pr", "prompt 9", "another 99", "nothing at all"]) search(index, typed);
  };
  assert.ok(milliseconds(type, 5 * 25) < 5 * 25);
});
