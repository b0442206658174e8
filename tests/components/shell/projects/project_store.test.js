import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

const { change, create, loadMore, refresh, show, store } = await import(
  "../../../../rxchat/components/shell/projects/project_store.js"
);
const { store: conversations } = await import("../../../../rxchat/components/shell/conversations/conversation_store.js");

const project = (id) => ({ id, name: `Project ${id}`, color: "", conversations: 0 });
let asked = [];
let answers = [];

beforeEach(() => {
  asked = [];
  answers = [];
  store.set({ projects: [], isArchived: false, cursor: null, isLoaded: false, fault: "" });
  conversations.update({ notice: null });
  globalThis.fetch = async (address, { method, body }) => {
    asked.push(`${method} ${address}${body ? ` ${body}` : ""}`);
    return (await answers.shift()) ?? Response.json({ projects: [], next_cursor: null });
  };
});

test("projects come page by page, and as many again when they have changed", async () => {
  answers = [
    Response.json({ projects: [project(1)], next_cursor: "a" }),
    Response.json({ projects: [project(2)], next_cursor: null }),
  ];
  await refresh();
  await loadMore();
  assert.deepEqual(
    store.get().projects.map((one) => one.id),
    [1, 2],
  );
  store.update({ projects: Array.from({ length: 45 }, (_, index) => project(index)) });
  await refresh();
  assert.deepEqual(asked, ["GET /api/projects?limit=8", "GET /api/projects?limit=20&cursor=a", "GET /api/projects?limit=45"]);
});

test("a server that is gone is no fault of the projects: they stay, and the page says it once", async () => {
  store.update({ projects: [project(1)], isLoaded: true });
  answers = [Promise.reject(new TypeError("Failed to fetch"))];
  await refresh();
  assert.deepEqual(store.get().projects, [project(1)]);
  assert.equal(store.get().fault, "");
});

test("an older answer that comes later is dropped", async () => {
  let release = () => {};
  answers = [new Promise((resolve) => (release = () => resolve(Response.json({ projects: [project(1)], next_cursor: null }))))];
  const slow = refresh();
  answers.push(Response.json({ projects: [project(2)], next_cursor: null }));
  await refresh();
  release();
  await slow;
  assert.deepEqual(
    store.get().projects.map((one) => one.id),
    [2],
  );
});

test("with the archived chats the archived projects are shown, and nothing of the others", async () => {
  store.update({ projects: [project(1)], cursor: "a", isLoaded: true });
  answers = [
    Response.json({ projects: [project(2)], next_cursor: "b" }),
    Response.json({ projects: [project(3)], next_cursor: null }),
  ];
  const asking = show(true);
  assert.deepEqual([store.get().projects, store.get().cursor, store.get().isLoaded], [[], null, false]);
  await asking;
  await loadMore();
  assert.deepEqual(
    store.get().projects.map((one) => one.id),
    [2, 3],
  );
  await show(false);
  assert.deepEqual(asked, [
    "GET /api/projects?archived=true&limit=8",
    "GET /api/projects?archived=true&limit=20&cursor=b",
    "GET /api/projects?limit=8",
  ]);
});

test("a new project gets a color, and what is refused is said", async () => {
  answers = [Response.json(project(3), { status: 201 })];
  assert.equal((await create("Engines")).id, 3);
  assert.match(asked[0], /^POST \/api\/projects \{"name":"Engines","color":"#[0-9a-f]{6}"\}$/);
  answers = [Response.json({ error: { message: "Project not found.", hint: "" } }, { status: 404 })];
  assert.equal(await change(9, { name: "x" }), undefined);
  assert.equal(conversations.get().notice.text, "Project not found.");
});
