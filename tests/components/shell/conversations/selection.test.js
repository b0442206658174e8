import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const { store } = await import("../../../../rxchat/components/shell/conversations/conversation_store.js");
const { archiveAll, chosen, clear, letGo, pick, removeAll, selection } = await import(
  "../../../../rxchat/components/shell/conversations/selection.js"
);

const chat = (id) => ({ id, title: `Chat ${id}`, is_archived: false, is_pinned: id < 3, project_id: null });
const picked = () => [...selection.get().ids];

let asked = [];
let status = 204;

beforeEach(() => {
  asked = [];
  status = 204;
  clear();
  store.update({ pinned: [1, 2].map(chat), items: [9, 8, 7, 6].map(chat), notice: null });
  globalThis.fetch = async (address, { method, body }) => {
    asked.push(`${method} ${address} ${body}`);
    if (status === 204) return new Response(null, { status });
    return Response.json({ error: { message: "Refused.", hint: "" } }, { status });
  };
});

test("a chat is picked and let go of", () => {
  pick(8);
  pick(1);
  assert.deepEqual(picked(), [8, 1]);
  pick(8);
  assert.deepEqual(picked(), [1]);
  assert.deepEqual(
    chosen().map((one) => one.id),
    [1],
  );
});

test("a range goes from the last one picked, either way, across pinned ones and the others", () => {
  pick(8);
  pick(2, true);
  assert.deepEqual(new Set(picked()), new Set([8, 2, 9]));
  pick(6, true);
  assert.deepEqual(new Set(picked()), new Set([8, 2, 9, 7, 6]));
});

test("a range without a start is a single chat", () => {
  pick(7, true);
  assert.deepEqual(picked(), [7]);
});

test("more than the server takes are not picked", () => {
  const many = Array.from({ length: 600 }, (_, index) => chat(1000 - index));
  store.update({ pinned: [], items: many });
  pick(1000);
  pick(401, true);
  assert.equal(picked().length, 1);
  assert.equal(store.get().notice.isBad, true);
  pick(501, true);
  assert.equal(picked().length, 500);
});

test("those that are moved are let go of, and the others stay", () => {
  for (const id of [8, 7, 1]) pick(id);
  letGo([7, 6]);
  assert.deepEqual(picked(), [8, 1]);
  letGo([]);
  assert.deepEqual(picked(), [8, 1]);
  letGo([1, 8]);
  assert.deepEqual([picked(), selection.get().anchor], [[], 0]);
});

test("several are deleted with one request, and undone with one", async () => {
  assert.equal(await removeAll([chat(8), chat(7)]), true);
  assert.equal(store.get().notice.text, "2 chats deleted");
  await store.get().notice.undo();
  assert.deepEqual(asked, ['POST /api/conversations/delete {"ids":[8,7]}', 'POST /api/conversations/restore {"ids":[8,7]}']);
});

test("several are archived and taken back", async () => {
  await archiveAll([chat(8)], true);
  assert.equal(store.get().notice.text, "1 chat archived");
  await store.get().notice.undo();
  assert.deepEqual(asked, [
    'POST /api/conversations/archive {"ids":[8],"is_archived":true}',
    'POST /api/conversations/archive {"ids":[8],"is_archived":false}',
  ]);
});

test("what the server refuses is said", async () => {
  status = 404;
  assert.equal(await removeAll([chat(8)]), false);
  assert.deepEqual({ ...store.get().notice }, { text: "Refused.", isBad: true });
});
