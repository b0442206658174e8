import assert from "node:assert/strict";
import { test } from "node:test";
import { groupsFor, normal, rank } from "../../../../rxchat/components/shell/palette/palette_entries.js";
import { milliseconds } from "../../timing.mjs";

const NOTHING = { words: "", titles: [], artifacts: [], messages: [], names: [] };
const chat = (id, title, more) => ({ id, title, provider: "claude", updated_at: "2026-11-28T10:00:00Z", ...more });
const PAGE = {
  conversations: [chat(1, "The garden"), chat(2, "Garden plan"), chat(3, "Kindergarden"), chat(4, "Other")],
  models: [
    { id: "acme:large", name: "Acme Large", label: "Acme", provider: "acme" },
    { id: "acme:garden", name: "Garden 2", label: "Acme", provider: "acme" },
  ],
  actions: [
    { key: "do-plant", name: "Plant a garden" },
    { key: "do-dark", name: "Dark theme" },
  ],
};
const ANSWER = {
  words: "garden",
  titles: [chat(2, "Garden plan"), chat(9, "An old garden", { is_archived: true })],
  artifacts: [chat(7, "Spring", { match: { message_id: 70, artifact_id: 3, artifact_title: "Bed", line: [] } })],
  messages: [chat(7, "Spring", { match: { message_id: 70, line: [{ text: "garden", is_match: true }] } })],
  names: [
    { kind: "project", id: 5, name: "Garden" },
    { kind: "folder", id: 6, name: "garden ideas" },
    { kind: "prompt", id: 8, name: " " },
  ],
};
const DEEDS = { model() {}, folder() {}, prompt() {} };
const shown = (typed, answer = NOTHING) =>
  groupsFor(typed, PAGE, answer, DEEDS).map(({ name, entries }) => [name, entries.map(({ key }) => key)]);

for (const [name, typed, expected] of [
  ["Garden plan", "gar", 0],
  ["The garden plan", "plan gar", 1],
  ["The garden plan", "gar", 1],
  ["GPT-6.1 mini", "6.1", 1],
  ["Kindergarden", "gar", 2],
  ["Kindergarden", "gar z", null],
  ["Über Öl", "uber ol", 0],
  ["東京の計画", "計画", 2],
]) {
  test(`“${typed}” in “${name}” ranks ${expected}`, () => assert.equal(rank(normal(name), normal(typed)), expected));
}

test("without words there are the chats of late, and what can be done", () =>
  assert.deepEqual(shown("  "), [
    ["Recent chats", ["chat-1", "chat-2", "chat-3", "chat-4"]],
    ["Actions", ["do-plant", "do-dark"]],
  ]));

test("what begins with the words comes first, and actions and models need the beginning of a word", () =>
  assert.deepEqual(shown("garden"), [
    ["Chats", ["chat-2", "chat-1", "chat-3"]],
    ["Actions", ["do-plant"]],
    ["Models", ["model-acme:garden"]],
  ]));

test("the server's answer comes below what is there, and nothing of it twice", () => {
  const before = shown("garden");
  const after = shown("garden", ANSWER);
  assert.deepEqual(after.slice(0, before.length), before);
  assert.deepEqual(after.slice(before.length), [
    ["More chats", ["chat-9"]],
    ["Projects", ["project-5"]],
    ["Folders", ["folder-6"]],
    ["Prompts", ["prompt-8"]],
    ["Artifacts", ["artifact-3"]],
    ["Messages", ["message-70"]],
  ]);
});

test("an answer to earlier words stays as far as it still fits", () =>
  assert.deepEqual(shown("garden id", ANSWER), [
    ["Folders", ["folder-6"]],
    ["Artifacts", ["artifact-3"]],
    ["Messages", ["message-70"]],
  ]));

test("each entry leads where its name says", () => {
  const deeds = Object.fromEntries(
    groupsFor("garden", PAGE, ANSWER, DEEDS).flatMap(({ entries }) => entries.map(({ key, deed }) => [key, deed?.to])),
  );
  assert.equal(deeds["chat-2"], "/c/2");
  assert.equal(deeds["message-70"], "/c/7?m=70");
  assert.equal(deeds["project-5"], "/p/5");
});

test("a model is chosen by its ref, a folder and a prompt by their ids", () => {
  const chosen = [];
  const deeds = Object.fromEntries(Object.keys(DEEDS).map((kind) => [kind, (what) => chosen.push([kind, what])]));
  for (const typed of ["acme large", "garden"]) {
    for (const { entries } of groupsFor(typed, PAGE, ANSWER, deeds)) {
      for (const { key, deed } of entries) if (/^(?:model-acme:large|folder|prompt)/.test(key)) deed.run();
    }
  }
  assert.deepEqual(chosen, [
    ["model", "acme:large"],
    ["folder", { id: 6, name: "garden ideas" }],
    ["prompt", 8],
  ]);
});

test("ten thousand names are gone through within a frame", () => {
  const conversations = Array.from({ length: 10_000 }, (_, id) => chat(id, `Letters about the ${id % 97} gardens of ${id}`));
  const page = { conversations, models: [], actions: [] };
  groupsFor("g", page, NOTHING, DEEDS);
  const type = () => {
    for (const typed of ["ga", "gar", "gard", "gardens 9"]) groupsFor(typed, page, NOTHING, DEEDS);
  };
  assert.ok(milliseconds(type, 4 * 50) < 4 * 50);
});

test("an artifact leads to its message, opened", () => {
  const [entry] = groupsFor("garden", PAGE, ANSWER, DEEDS).find(({ name }) => name === "Artifacts").entries;
  assert.deepEqual([entry.name, entry.deed.to], ["Bed", "/c/7?m=70&a=3"]);
});
