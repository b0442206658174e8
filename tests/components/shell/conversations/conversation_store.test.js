import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { change, nameOf, page, remove } from "../../../../rxchat/components/shell/conversations/conversation_store.js";

let asked = [];
let reply = () => Response.json({ conversations: [], next_cursor: null });

beforeEach(() => {
  asked = [];
  globalThis.fetch = async (path, { method }) => {
    asked.push(`${method} ${path}`);
    return reply();
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
