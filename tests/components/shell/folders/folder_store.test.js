import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const kept = new Map([["rxchat_open_folders", "[1]"]]);
globalThis.window = {
  rxchatStorage: { local: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) } },
};
const { createFolder, deleteFolder, loadPage, moveChats, moveFolder, show, store, toggle, load } = await import(
  "../../../../rxchat/components/shell/folders/folder_store.js"
);
const { store: conversations, change } = await import("../../../../rxchat/components/shell/conversations/conversation_store.js");
const { pick, selection } = await import("../../../../rxchat/components/shell/conversations/selection.js");

const folder = (id, parent_id = null, position = 0, version = "1-1") => ({
  id,
  name: `Folder ${id}`,
  parent_id,
  project_id: null,
  position,
  conversations: id === 1 ? 2 : 1,
  version,
});
const chat = (id) => ({ id, title: `Chat ${id}`, is_archived: false, is_pinned: false, updated_at: "2026-11-01T09:30:00Z" });

let asked = [];
let answers = {};
/** Let everything that waits for an answer go on. */
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

beforeEach(() => {
  asked = [];
  answers = {
    "GET /api/folders": () => Response.json({ folders: [folder(1), folder(2, 1), folder(3, null, 1)] }),
    "GET /api/folders/1/conversations": () => Response.json({ conversations: [chat(7), chat(8)], next_cursor: "more" }),
  };
  globalThis.fetch = async (address, { method, body }) => {
    const name = `${method} ${address.split("?")[0]}`;
    asked.push(body ? `${name} ${body}` : name);
    return answers[name]?.() ?? Response.json({ error: { message: "Refused.", hint: "" } }, { status: 404 });
  };
});

const shown = () => store.get().folders.map(({ id, parent_id, position }) => [id, parent_id, position]);
const chatsIn = (id) =>
  store
    .get()
    .pages.get(id)
    ?.items.map((one) => one.id);

// One after the other: the store is one for the whole page.
test("an open folder's chats are read, and read again only when they have changed", async () => {
  await load();
  await settled();
  assert.deepEqual(chatsIn(1), [7, 8]);
  assert.deepEqual(asked, ["GET /api/folders", "GET /api/folders/1/conversations"]);
  show(store.get().folders);
  await settled();
  assert.equal(asked.length, 2);
  show([folder(1, null, 0, "2-9"), ...store.get().folders.slice(1)]);
  await settled();
  assert.equal(asked.length, 3);
});

test("more of them follow those that are there, once each", async () => {
  answers["GET /api/folders/1/conversations"] = () => Response.json({ conversations: [chat(8), chat(9)], next_cursor: null });
  await loadPage(1, true);
  assert.deepEqual(chatsIn(1), [7, 8, 9]);
  assert.equal(store.get().pages.get(1).cursor, null);
});

test("a chat that is renamed, archived or deleted anywhere changes in its folder", async () => {
  answers["PATCH /api/conversations/8"] = () => Response.json({ ...chat(8), title: "New" });
  await change(8, { title: "New" });
  assert.equal(store.get().pages.get(1).items[1].title, "New");
  answers["PATCH /api/conversations/9"] = () => Response.json({ ...chat(9), is_archived: true });
  await change(9, { is_archived: true });
  assert.deepEqual(chatsIn(1), [7, 8]);
});

test("a move is drawn before the server has answered, and asks for the place alone", async () => {
  answers["PATCH /api/folders/3"] = () => Response.json({ id: 3, moved: [] });
  const moving = moveFolder(3, { parent_id: 1, project_id: null, position: 0 });
  assert.deepEqual(shown(), [
    [1, null, 0],
    [2, 1, 1],
    [3, 1, 0],
  ]);
  await moving;
  assert.equal(asked[0], 'PATCH /api/folders/3 {"parent_id":1,"position":0}');
  assert.equal(conversations.get().notice.text, "Folder moved");
  await settled(); // the list is read again, as the server has it
  assert.deepEqual(shown(), [
    [1, null, 0],
    [2, 1, 0],
    [3, null, 1],
  ]);
});

test("a move that is refused is taken back with a message", async () => {
  const before = shown();
  await moveFolder(3, { parent_id: null, project_id: null, position: 0 });
  assert.deepEqual(shown(), before);
  assert.deepEqual(conversations.get().notice, { text: "Refused.", isBad: true });
  await settled();
});

test("a folder is never moved into itself", async () => {
  await moveFolder(1, { parent_id: 2, project_id: null });
  assert.deepEqual(asked, []);
});

test("chats leave their open folder and count in the other one at once, and go back where each one was", async () => {
  const moved = [7, 8].map((id) => ({ id, project_id: id === 7 ? 4 : null, folder_id: 1 }));
  answers["POST /api/conversations/move"] = () => Response.json({ moved });
  const moving = moveChats([7, 8], { folder_id: 3 }, "Folder 3");
  assert.deepEqual(chatsIn(1), []);
  assert.deepEqual(
    store.get().folders.map((each) => each.conversations),
    [0, 1, 3],
  );
  await moving;
  assert.equal(conversations.get().notice.text, "2 chats moved to Folder 3");
  asked = [];
  await conversations.get().notice.undo();
  assert.deepEqual(
    asked.filter((one) => one.startsWith("POST")),
    [
      'POST /api/conversations/move {"ids":[7],"project_id":4,"folder_id":1}',
      'POST /api/conversations/move {"ids":[8],"project_id":null,"folder_id":1}',
    ],
  );
  await settled();
});

test("selected chats that were moved aren't selected anymore, and those whose move is refused still are", async () => {
  for (const id of [7, 8, 9]) pick(id);
  await moveChats([7], { folder_id: 3 }, "Folder 3");
  assert.deepEqual([...selection.get().ids], [7, 8, 9]);
  answers["POST /api/conversations/move"] = () => Response.json({ moved: [] });
  await moveChats([7], { folder_id: 3 }, "Folder 3");
  assert.deepEqual([...selection.get().ids], [8, 9]);
  answers["POST /api/folders"] = () => Response.json(folder(9));
  await createFolder({ name: "New", conversation_ids: [8, 9] });
  assert.deepEqual([...selection.get().ids], []);
  await settled();
});

test("a deleted folder is made again from what the server gave back", async () => {
  const gone = { name: "Folder 1", parent_id: null, project_id: null, position: 0, conversation_ids: [7], folder_ids: [2] };
  answers["DELETE /api/folders/1"] = () => Response.json(gone);
  answers["POST /api/folders"] = () => Response.json(folder(9));
  const deleting = deleteFolder(store.get().folders[0]);
  assert.deepEqual(shown(), [
    [2, null, 0],
    [3, null, 1],
  ]);
  await deleting;
  assert.equal(conversations.get().notice.text, "Folder deleted. What was in it moved up one level");
  await conversations.get().notice.undo();
  assert.ok(asked.includes(`POST /api/folders ${JSON.stringify(gone)}`));
  await settled();
});

test("what is open is kept, the last ones of many", () => {
  for (let id = 100; id < 130; id += 1) toggle(id, true);
  toggle(129, false);
  const open = JSON.parse(kept.get("rxchat_open_folders"));
  assert.equal(open.length, 20);
  assert.equal(open.at(-1), 128);
});

test("changes are asked for one after the other, as keys may be quicker than answers", async () => {
  await load();
  asked = [];
  let release = () => {};
  answers["PATCH /api/folders/2"] = () =>
    new Promise((resolve) => (release = () => resolve(Response.json({ ...folder(2), moved: [] }))));
  const moving = moveFolder(2, { parent_id: null, project_id: null, position: 0 });
  const deleting = deleteFolder(folder(2));
  await settled();
  assert.deepEqual(
    asked.map((one) => one.split(" ")[0]),
    ["PATCH"],
  );
  release();
  await Promise.all([moving, deleting]);
  assert.deepEqual(asked.map((one) => one.split(" ")[0]).slice(0, 2), ["PATCH", "DELETE"]);
  await settled();
});
