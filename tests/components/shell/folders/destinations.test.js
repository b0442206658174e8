import assert from "node:assert/strict";
import { test } from "node:test";
import { chatPlace, destinations, folderPlace, search } from "../../../../rxchat/components/shell/folders/destinations.js";

const folder = (id, name, parent_id = null, project_id = null, position = 0) => ({ id, name, parent_id, project_id, position });
const FOLDERS = [
  folder(1, "Work"),
  folder(2, "Steam", 1),
  folder(3, "Old", 2),
  folder(4, "Travel", null, null, 1),
  folder(5, "Drawings", null, 9),
];
const PROJECTS = [
  { id: 8, name: "Garden" },
  { id: 9, name: "Engines" },
];
const keys = (found) => found.map((to) => to.key);

test("chats can go to no place, to each folder, and to each project with its folders", () => {
  const found = destinations(FOLDERS, PROJECTS, 0);
  assert.deepEqual(keys(found), ["none", "f1", "f2", "f3", "f4", "p8", "p9", "f5"]);
  assert.deepEqual(
    found.map((to) => to.level),
    [1, 1, 2, 3, 1, 1, 1, 2],
  );
  assert.deepEqual([found[3].path, found[7].path], ["Work / Steam", "Engines"]);
});

test("a folder can go anywhere but into itself", () => {
  assert.deepEqual(keys(destinations(FOLDERS, PROJECTS, 2)), ["none", "f1", "f4", "p8", "p9", "f5"]);
  assert.deepEqual(keys(destinations(FOLDERS, [], 1)), ["none", "f4"]);
  assert.deepEqual(
    destinations([], [], 1).map((to) => to.name),
    ["Top level"],
  );
});

for (const [typed, expected] of [
  ["", ["none", "f1", "f2", "f3", "f4", "p8", "p9", "f5"]],
  ["  STEAM ", ["f2", "f3"]],
  ["work old", ["f3"]],
  ["engines", ["p9", "f5"]],
  ["top", []],
  ["nothing", []],
  ["no project", []],
])
  test(`a search for "${typed}"`, () => assert.deepEqual(keys(search(destinations(FOLDERS, PROJECTS, 0), typed)), expected));

test("a place is put into the words of the API", () => {
  const [none, work, , , , garden, , drawings] = destinations(FOLDERS, PROJECTS, 0);
  assert.deepEqual([none, work, garden, drawings].map(chatPlace), [
    { project_id: null, folder_id: null },
    { folder_id: 1 },
    { project_id: 8, folder_id: null },
    { folder_id: 5 },
  ]);
  assert.deepEqual([none, work, garden, drawings].map(folderPlace), [
    { parent_id: null, project_id: null },
    { parent_id: 1, project_id: null },
    { parent_id: null, project_id: 8 },
    { parent_id: 5, project_id: 9 },
  ]);
});
