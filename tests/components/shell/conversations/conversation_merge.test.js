import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeHits, mergeRows } from "../../../../rxchat/components/shell/conversations/conversation_merge.js";

const CHATS = { provider: "", isArchived: false };
const ARCHIVE = { provider: "", isArchived: true };

/** A conversation whose last activity was in that minute. */
const row = (id, minute, more = {}) => ({
  id,
  title: `Chat ${id}`,
  provider: "claude",
  is_pinned: false,
  is_archived: false,
  updated_at: `2026-11-29T10:${String(minute).padStart(2, "0")}:00Z`,
  ...more,
});
const list = (more = {}) => ({
  view: CHATS,
  pinned: [row(9, 5, { is_pinned: true }), row(8, 2, { is_pinned: true })],
  items: [row(5, 50), row(4, 40), row(3, 30)],
  end: null,
  ...more,
});
const ids = ({ pinned, items }) => [pinned.map(({ id }) => id), items.map(({ id }) => id)];
const changed = (one) => ({ id: one.id, row: one });
const gone = (id) => ({ id, row: null });

for (const [name, given, changes, expected] of [
  [
    "a new one comes first",
    list(),
    [changed(row(6, 59))],
    [
      [9, 8],
      [6, 5, 4, 3],
    ],
  ],
  [
    "a new turn moves an old one to the top",
    list(),
    [changed(row(3, 59))],
    [
      [9, 8],
      [3, 5, 4],
    ],
  ],
  [
    "a rename moves nothing",
    list(),
    [changed(row(4, 40, { title: "New" }))],
    [
      [9, 8],
      [5, 4, 3],
    ],
  ],
  [
    "an older one goes between",
    list(),
    [changed(row(1, 35))],
    [
      [9, 8],
      [5, 4, 1, 3],
    ],
  ],
  [
    "of one second the later made one comes first",
    list(),
    [changed(row(7, 40))],
    [
      [9, 8],
      [5, 7, 4, 3],
    ],
  ],
  [
    "a pinned one goes to the pinned ones",
    list(),
    [changed(row(4, 40, { is_pinned: true }))],
    [
      [4, 9, 8],
      [5, 3],
    ],
  ],
  ["one that was pinned goes back to its place", list(), [changed(row(9, 45))], [[8], [5, 9, 4, 3]]],
  ["a deleted one goes", list(), [gone(4), gone(8), gone(77)], [[9], [5, 3]]],
  [
    "an archived one goes",
    list(),
    [changed(row(5, 50, { is_archived: true }))],
    [
      [9, 8],
      [4, 3],
    ],
  ],
  [
    "many at once are one merge",
    list(),
    [gone(5), changed(row(6, 58)), changed(row(3, 57))],
    [
      [9, 8],
      [6, 3, 4],
    ],
  ],
  [
    "of two changes to one the last counts",
    list(),
    [changed(row(6, 58)), gone(6)],
    [
      [9, 8],
      [5, 4, 3],
    ],
  ],
  [
    "nothing changed",
    list(),
    [],
    [
      [9, 8],
      [5, 4, 3],
    ],
  ],
  [
    "the archive shows archived ones, and pinned ones among them",
    list({ view: ARCHIVE, pinned: [], items: [row(5, 50, { is_archived: true })] }),
    [changed(row(4, 55, { is_archived: true, is_pinned: true })), changed(row(6, 59))],
    [[], [4, 5]],
  ],
  [
    "one that is answered by another provider leaves the filter",
    list({ view: { provider: "claude", isArchived: false } }),
    [changed(row(4, 59, { provider: "openai" })), changed(row(3, 58))],
    [
      [9, 8],
      [3, 5],
    ],
  ],
  [
    "one beyond what has been loaded comes with its page",
    list({ end: row(3, 30) }),
    [changed(row(2, 20)), changed(row(3, 20)), changed(row(1, 30))],
    [
      [9, 8],
      [5, 4],
    ],
  ],
  [
    "what has been loaded ends where it did, also when its last one has moved",
    list({ items: [row(3, 59), row(5, 50)], end: row(3, 30) }),
    [changed(row(2, 31))],
    [
      [9, 8],
      [3, 5, 2],
    ],
  ],
]) {
  test(name, () => assert.deepEqual(ids(mergeRows(given, changes)), expected));
}

test("what a row says is the new row's, and the lists that did not change are the same", () => {
  const before = list();
  const after = mergeRows(before, [changed(row(4, 40, { title: "New" }))]);
  assert.equal(after.items[1].title, "New");
  assert.equal(after.pinned, before.pinned);
  assert.equal(before.items[1].title, "Chat 4");
});

const hit = (id, message_id, more = {}) => ({ ...row(id, 10, more), match: { message_id, line: [] } });

for (const [name, changes, expected, isStale] of [
  ["a hit in a message takes the new name", [changed(row(2, 59, { title: "New" }))], ["Chat 1", "New"], false],
  ["a hit in a name that changed is for the server", [changed(row(1, 10, { title: "New" }))], ["New", "Chat 2"], true],
  ["new activity is not", [changed(row(1, 59))], ["Chat 1", "Chat 2"], false],
  ["a deleted one is no hit", [gone(1)], ["Chat 2"], false],
  ["an archived one neither", [changed(row(2, 10, { is_archived: true }))], ["Chat 1"], false],
  ["what was not found stays so", [changed(row(3, 59))], ["Chat 1", "Chat 2"], false],
]) {
  test(`of hits: ${name}`, () => {
    const merged = mergeHits([hit(1, null), hit(2, 20)], changes, CHATS);
    assert.deepEqual([merged.hits.map(({ title }) => title), merged.isStale], [expected, isStale]);
    assert.ok(merged.hits.every(({ match }) => match));
  });
}

test("in a view that only the server can fill, known rows follow and others wait for it", () => {
  const view = { ...CHATS, folder: { id: 1, name: "F" } };
  const merged = mergeRows(list({ view }), [changed(row(6, 59)), changed(row(4, 58)), gone(3)]);
  assert.deepEqual(ids(merged), [
    [9, 8],
    [4, 5],
  ]);
});
