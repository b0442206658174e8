import assert from "node:assert/strict";
import { test } from "node:test";
import {
  deleted,
  dropOnFolder,
  inside,
  keyAction,
  moved,
  rowsOf,
  shifted,
  typeAhead,
} from "../../../../rxchat/components/shell/folders/folder_tree.js";
import { milliseconds } from "../../timing.mjs";

const folder = (id, parent_id = null, position = 0, more = {}) => ({
  id,
  name: `Folder ${id}`,
  parent_id,
  project_id: null,
  position,
  conversations: 0,
  version: "0-0",
  ...more,
});
// 1 > (2, 3 > 4), 5, and 6 in a project
const FOLDERS = [
  folder(1),
  folder(2, 1, 0),
  folder(3, 1, 1),
  folder(4, 3),
  folder(5, null, 1),
  folder(6, null, 0, { project_id: 9 }),
];
const chat = (id, title = `Chat ${id}`) => ({ id, title });
const page = (items, more = {}) => ({ items, cursor: null, isLoading: false, fault: "", version: "", ...more });
const rows = (open = [], pages = [], folders = FOLDERS, project = null) =>
  rowsOf(folders, { project, open: new Set(open), pages: new Map(pages) });
const keys = (found) => found.map((row) => row.key);
/** Each folder below the one it is in: `1(2 3(4)) 5`. */
const shape = (folders, project = null) => {
  const all = rows(
    folders.map((each) => each.id),
    folders.map((each) => [each.id, page([])]),
    folders,
    project,
  );
  return all
    .filter((row) => row.kind === "folder")
    .map((row) => `${"-".repeat(row.level - 1)}${row.folder.id}`)
    .join(" ");
};

test("closed folders are one row each, in the order of their positions", () => {
  assert.deepEqual(keys(rows()), ["f1", "f5"]);
  assert.deepEqual(keys(rows([], [], FOLDERS.toReversed())), ["f1", "f5"]);
  assert.deepEqual(keys(rows([], [], FOLDERS, 9)), ["f6"]);
});

test("an open folder shows its folders, then its conversations, then the way to more", () => {
  const found = rows(
    [1, 3],
    [
      [1, page([chat(7), chat(8)], { cursor: "next" })],
      [3, page([])],
    ],
  );
  assert.deepEqual(keys(found), ["f1", "f2", "f3", "f4", "c1-7", "c1-8", "m1", "f5"]);
  assert.deepEqual(
    found.map((row) => row.level),
    [1, 2, 2, 3, 2, 2, 2, 1],
  );
  assert.deepEqual(
    found.filter((row) => row.parent === "f1").map((row) => [row.index, row.size]),
    [
      [0, 5],
      [1, 5],
      [2, 5],
      [3, 5],
      [4, 5],
    ],
  );
});

test("an open folder with nothing in it says so, and one that is being read too", () => {
  assert.deepEqual(
    rows([5], [[5, page([])]]).map((row) => row.text),
    ["", "", "Empty"],
  );
  assert.deepEqual(
    rows([5]).map((row) => row.text),
    ["", "", "Loading…"],
  );
  assert.deepEqual(rows([5], [[5, page([], { fault: "No." })]]).at(-1).text, "No.");
});

for (const [key, at, expected] of [
  ["ArrowDown", 0, { focus: 1 }],
  ["ArrowUp", 1, { focus: 0 }],
  ["ArrowUp", 0, null],
  ["Home", 5, { focus: 0 }],
  ["End", 0, { focus: 5 }],
  ["ArrowDown", 5, null],
  ["ArrowRight", 0, { focus: 1 }],
  ["ArrowRight", 1, { isOpen: true }],
  ["ArrowLeft", 0, { isOpen: false }],
  ["ArrowLeft", 1, { focus: 0 }],
  ["ArrowLeft", 4, { focus: 0 }],
  ["ArrowRight", 4, null],
  ["ArrowLeft", 5, null],
  ["x", 0, null],
])
  test(`${key} in row ${at} of a tree`, () => {
    assert.deepEqual(
      keyAction(
        rows(
          [1, 3],
          [
            [1, page([chat(7)])],
            [3, page([])],
          ],
        ),
        at,
        key,
      ),
      expected,
    );
  });

test("arrows pass over a note, and a note's folder has no first row to go to", () => {
  const found = rows(
    [1, 5],
    [
      [1, page([])],
      [5, page([])],
    ],
  );
  assert.equal(found.at(-1).kind, "note");
  assert.deepEqual(keyAction(found, found.length - 2, "ArrowDown"), null);
  assert.deepEqual(keyAction(found, found.length - 2, "ArrowRight"), null);
  assert.deepEqual(keyAction(found, 0, "End"), { focus: found.length - 2 });
});

test("letters find the next row that begins with them", () => {
  const named = [
    folder(1, null, 0, { name: "Boilers" }),
    folder(2, null, 1, { name: "Bolts" }),
    folder(3, null, 2, { name: "engines" }),
  ];
  const found = rows([3], [[3, page([chat(7, "Bearings")])]], named);
  assert.equal(typeAhead(found, 0, "b"), 1);
  assert.equal(typeAhead(found, 1, "b"), 3);
  assert.equal(typeAhead(found, 3, "b"), 0);
  assert.equal(typeAhead(found, 0, "bo"), 0);
  assert.equal(typeAhead(found, 0, "bol"), 1);
  assert.equal(typeAhead(found, 0, "E"), 2);
  assert.equal(typeAhead(found, 0, "z"), -1);
});

for (const [id, place, expected] of [
  [5, { parent_id: null, project_id: null, position: 0 }, "5 1 -2 -3 --4"],
  [5, { parent_id: 3, project_id: null, position: 0 }, "1 -2 -3 --5 --4"],
  [5, { parent_id: 3, project_id: null }, "1 -2 -3 --4 --5"],
  [3, { parent_id: null, project_id: null }, "1 -2 5 3 -4"],
  [3, { parent_id: 1, project_id: null, position: 0 }, "1 -3 --4 -2 5"],
  [2, { parent_id: null, project_id: null, position: 1 }, "1 -3 --4 2 5"],
])
  test(`folder ${id} moved to ${JSON.stringify(place)}`, () => {
    const after = moved(FOLDERS, id, place);
    assert.equal(shape(after), expected);
    for (const siblings of Map.groupBy(after, (each) => `${each.parent_id} ${each.parent_id ? "" : each.project_id}`).values())
      assert.deepEqual(siblings.map((each) => each.position).toSorted(), [...siblings.keys()]);
  });

test("what is in a folder goes with it into a project, and what stays is the same object", () => {
  const after = moved(FOLDERS, 3, { parent_id: null, project_id: 9, position: 0 });
  assert.equal(shape(after, 9), "3 -4 6");
  assert.equal(shape(after), "1 -2 5");
  assert.equal(after[1], FOLDERS[1]);
  assert.equal(after[4], FOLDERS[4]);
  assert.equal(moved(FOLDERS, 99, { parent_id: null, project_id: null }), FOLDERS);
});

test("the folders of a deleted one take its place", () => {
  assert.equal(shape(deleted(FOLDERS, FOLDERS[0])), "2 3 -4 5");
  assert.equal(shape(deleted(FOLDERS, FOLDERS[2])), "1 -2 -4 5");
});

for (const [id, key, expected] of [
  [2, "ArrowDown", "1 -3 --4 -2 5"],
  [3, "ArrowUp", "1 -3 --4 -2 5"],
  [3, "ArrowRight", "1 -2 --3 ---4 5"],
  [3, "ArrowLeft", "1 -2 3 -4 5"],
  [4, "ArrowLeft", "1 -2 -3 -4 5"],
  [5, "ArrowRight", "1 -2 -3 --4 -5"],
  [1, "ArrowUp", null],
  [1, "ArrowLeft", null],
  [5, "ArrowDown", null],
  [1, "ArrowRight", null],
])
  test(`Alt+${key} on folder ${id}`, () => {
    const place = shifted(FOLDERS, FOLDERS[id - 1], key);
    assert.equal(place && shape(moved(FOLDERS, id, place)), expected);
  });

for (const [id, onto, share, isOpen, mark, expected] of [
  [5, 1, 0.1, false, "before", "5 1 -2 -3 --4"],
  [5, 1, 0.5, false, "into", "1 -2 -3 --4 -5"],
  [5, 2, 0.9, false, "after", "1 -2 -5 -3 --4"],
  [5, 1, 0.9, true, "into", "1 -2 -3 --4 -5"],
  [1, 5, 0.9, false, "after", "5 1 -2 -3 --4"],
  [2, 3, 0.9, false, "after", "1 -3 --4 -2 5"],
])
  test(`folder ${id} dropped on ${onto}, ${share} down its row`, () => {
    const drop = dropOnFolder(FOLDERS, id, FOLDERS[onto - 1], share, isOpen);
    assert.equal(drop.mark, mark);
    assert.equal(shape(moved(FOLDERS, id, drop.place)), expected);
  });

test("a folder can't be dropped on itself or into what is in it", () => {
  assert.deepEqual([...inside(FOLDERS, 1)].toSorted(), [1, 2, 3, 4]);
  for (const onto of [1, 2, 3, 4]) assert.equal(dropOnFolder(FOLDERS, 1, FOLDERS[onto - 1], 0.5, false), null);
});

test("two thousand folders are moved and drawn as rows in a few milliseconds", () => {
  const many = Array.from({ length: 2000 }, (_, at) => folder(at + 1, at % 4 ? at - (at % 4) + 1 : null, at));
  const open = many.map((each) => each.id);
  const draw = () => rows(open, [], moved(many, 2000, { parent_id: 1, project_id: null, position: 0 }));
  assert.ok(milliseconds(draw, 100) < 100);
});
