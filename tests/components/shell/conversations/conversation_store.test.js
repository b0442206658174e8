import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
  beginRenaming,
  change,
  follow,
  nameOf,
  onChanges,
  page,
  remove,
  store,
} from "../../../../rxchat/components/shell/conversations/conversation_store.js";

let asked = [];
let reply = (_path) => Response.json({ conversations: [], next_cursor: null });

beforeEach(() => {
  asked = [];
  globalThis.fetch = async (path, { method }) => {
    asked.push(`${method} ${path}`);
    return reply(path);
  };
});

test("a page names only what was asked for", async () => {
  await page({ words: "two words", view: { provider: "claude", isArchived: true } });
  await page({ pinned: false, view: { provider: "", isArchived: false } });
  assert.deepEqual(asked, [
    "GET /api/conversations?q=two+words&provider=claude&archived=true&limit=50",
    "GET /api/conversations?pinned=false&limit=50",
  ]);
});

test("what fails is said in words", async () => {
  reply = () => Response.json({ error: { message: "Conversation not found.", hint: "" } }, { status: 404 });
  assert.deepEqual(await change(5, { title: "x" }), { fault: "Conversation not found." });
  assert.deepEqual(asked, ["PATCH /api/conversations/5"]);
});

test("a conversation that is put away is deleted on the server", async () => {
  reply = () => new Response(null, { status: 204 });
  assert.equal(await remove({ id: 9, title: "x" }, () => {}), true);
  assert.deepEqual(asked, ["DELETE /api/conversations/9"]);
});

for (const [title, name] of [
  ["A plan", "A plan"],
  ["😀", "😀"],
  ["", "Untitled"],
  ["\u200b\u2060", "Untitled"],
]) {
  test(`${JSON.stringify(title)} is called ${name}`, () => assert.equal(nameOf({ title }), name));
}

// One after the other: the store is one for the whole page.
const listed = (id, title = `Chat ${id}`) => ({
  id,
  title,
  provider: "claude",
  is_pinned: false,
  is_archived: false,
  updated_at: `2026-11-29T10:${10 + id}:00Z`,
});
const pushed = (number, id, row = listed(id)) => ({ number, id, row });
const isList = (path) => path.startsWith("GET /api/conversations?");
const shownIds = () => store.get().items.map(({ id }) => id);
/** Both parts of the list, pinned or not. */
const inBoth = (conversations) => (path) =>
  Response.json({ conversations: path.includes("pinned=true") ? [] : conversations, next_cursor: null });

test("the list is loaded once, then each push is merged without a request", async () => {
  reply = inBoth([listed(3), listed(1)]);
  await follow({ number: 1, floor: 1, rows: [] }, "socket");
  assert.deepEqual([asked.filter(isList).length, shownIds()], [2, [3, 1]]);
  follow({ number: 2, floor: 1, rows: [pushed(2, 4)] }, "socket");
  follow({ number: 4, floor: 1, rows: [pushed(2, 4), pushed(3, 1, null), pushed(4, 5)] }, "socket"); // 3 and 4 came at once
  assert.deepEqual([asked.filter(isList).length, shownIds()], [2, [5, 4, 3]]);
  follow({ number: 4, floor: 1, rows: [pushed(4, 5, null)] }, "socket"); // drawn again: it is in the list already
  assert.deepEqual(shownIds(), [5, 4, 3]);
});

for (const [name, changes, connection] of [
  ["a change that is no row", { number: 5, floor: 5, rows: [] }, "socket"],
  ["rows that are no longer all there", { number: 20, floor: 9, rows: [pushed(20, 6)] }, "socket"],
  ["a connection in place of one that was lost", { number: 20, floor: 9, rows: [] }, "another"],
  ["the first change after that", { number: 21, floor: 21, rows: [] }, "socket"],
  ["a server that counts from the beginning", { number: 1, floor: 1, rows: [] }, "socket"],
]) {
  test(`${name} loads the list again`, async () => {
    reply = inBoth([listed(7)]);
    await follow(changes, connection);
    assert.deepEqual([asked.filter(isList).length, shownIds()], [2, [7]]);
  });
}

test("a change that comes while the list is on its way is not lost, whether the page was read before or after it", async () => {
  reply = inBoth([listed(7), listed(8)]);
  const loading = follow({ number: 30, floor: 30, rows: [] }, "socket");
  await follow({ number: 31, floor: 30, rows: [pushed(31, 8, null), pushed(31, 9)] }, "socket");
  await loading;
  assert.deepEqual([asked.filter(isList).length, shownIds()], [2, [9, 7]]);
});

test("a list that could not be loaded is loaded with the next change", async () => {
  reply = () => Response.json({ error: { message: "Busy.", hint: "" } }, { status: 503 });
  await follow({ number: 40, floor: 40, rows: [] }, "socket");
  assert.equal(store.get().fault, "Busy.");
  reply = inBoth([listed(2)]);
  await follow({ number: 41, floor: 40, rows: [pushed(41, 1)] }, "socket");
  assert.deepEqual([store.get().fault, shownIds()], ["", [2]]);
});

test("a push neither ends a rename nor hides a notice", async () => {
  beginRenaming(2);
  follow({ number: 42, floor: 40, rows: [pushed(42, 2)] }, "socket");
  assert.equal(store.get().renaming, 2);
});

test("who asked for changes gets them, until they have enough", () => {
  const received = [];
  const end = onChanges((changes) => received.push(...changes.map(({ id }) => id)));
  follow({ number: 43, floor: 40, rows: [pushed(43, 5), pushed(43, 6)] }, "socket");
  end();
  follow({ number: 44, floor: 40, rows: [pushed(44, 7)] }, "socket");
  assert.deepEqual(received, [5, 6]);
});
