// The tree of folders: its rows, what keys do in it, and how it is after a move. Nothing here asks or draws anything.

/** @import { Folder, FolderPage, FolderPlace, TreeRow } from "../types" */

/**
 * Siblings have the same one: the folder that they are in, or the top of a project or of none.
 * @param {Pick<Folder, "parent_id" | "project_id">} place
 */
const levelOf = ({ parent_id, project_id }) => (parent_id === null ? `top ${project_id ?? 0}` : `in ${parent_id}`);

/**
 * The folders of each level, in order.
 * @param {Folder[]} folders
 */
export function byLevel(folders) {
  /** @type {Map<string, Folder[]>} */
  const levels = new Map();
  for (const folder of folders) {
    const level = levelOf(folder);
    const siblings = levels.get(level);
    if (siblings) siblings.push(folder);
    else levels.set(level, [folder]);
  }
  for (const siblings of levels.values()) siblings.sort((one, other) => one.position - other.position);
  return levels;
}

/** @param {Map<string, Folder[]>} levels @param {number} id */
export const foldersIn = (levels, id) => levels.get(`in ${id}`) ?? [];

/**
 * Those at the top of a project, or of none.
 * @param {Map<string, Folder[]>} levels
 * @param {number | null} project
 */
export const topFolders = (levels, project) => levels.get(`top ${project ?? 0}`) ?? [];

/**
 * A folder and all that are in it, by their ids.
 * @param {Folder[]} folders
 * @param {number} id
 */
export function inside(folders, id) {
  const levels = byLevel(folders);
  const found = new Set([id]);
  for (const each of found) for (const child of foldersIn(levels, each)) found.add(child.id);
  return found;
}

/**
 * The rows that are seen: folders, and in open ones their folders, then their conversations.
 * @param {Folder[]} folders
 * @param {{ project?: number | null, open: Set<number>, pages: Map<number, FolderPage> }} shown
 */
export function rowsOf(folders, { project = null, open, pages }) {
  const levels = byLevel(folders);
  /** @type {TreeRow[]} */
  const rows = [];
  /** @param {Folder} folder @param {number} index @param {number} size @param {number} level @param {string} parent */
  const add = (folder, index, size, level, parent) => {
    const key = `f${folder.id}`;
    const isOpen = open.has(folder.id);
    rows.push({ key, kind: "folder", level, index, size, parent, folder, isOpen, conversation: null, text: "" });
    if (!isOpen) return;
    const children = foldersIn(levels, folder.id);
    const page = pages.get(folder.id);
    const chats = page?.items ?? [];
    const total = children.length + chats.length + (page?.cursor ? 1 : 0);
    for (const [at, child] of children.entries()) add(child, at, total, level + 1, key);
    const common = { level: level + 1, size: total, parent: key, folder, isOpen: false, conversation: null, text: "" };
    for (const [at, conversation] of chats.entries()) {
      const index = children.length + at;
      rows.push({ ...common, key: `c${folder.id}-${conversation.id}`, kind: "chat", index, conversation });
    }
    if (page?.cursor) rows.push({ ...common, key: `m${folder.id}`, kind: "more", index: total - 1 });
    const text = page?.fault || (total ? "" : page?.isLoading === false ? "Empty" : "Loading…");
    if (text) rows.push({ ...common, key: `n${folder.id}`, kind: "note", index: 0, text });
  };
  const tops = topFolders(levels, project);
  for (const [at, folder] of tops.entries()) add(folder, at, tops.length, 1, "");
  return rows;
}

/**
 * What an arrow, Home or End does: the row that gets the focus, or whether the folder opens or closes. Null where it does nothing.
 * @param {TreeRow[]} rows
 * @param {number} at
 * @param {string} key
 * @returns {{ focus: number } | { isOpen: boolean } | null}
 */
export function keyAction(rows, at, key) {
  const stops = rows.flatMap((row, index) => (row.kind === "note" ? [] : [index]));
  const here = stops.indexOf(at);
  const { kind, isOpen, parent } = rows[at];
  /** @param {number | undefined} index */
  const to = (index) => (index === undefined || index < 0 || index === at ? null : { focus: index });
  if (key === "ArrowDown") return to(stops[here + 1]);
  if (key === "ArrowUp") return to(stops[here - 1]);
  if (key === "Home") return to(stops[0]);
  if (key === "End") return to(stops.at(-1));
  if (key === "ArrowRight" && kind === "folder") {
    if (!isOpen) return { isOpen: true };
    const next = stops[here + 1];
    return next !== undefined && rows[next].parent === rows[at].key ? to(next) : null;
  }
  if (key !== "ArrowLeft") return null;
  return kind === "folder" && isOpen ? { isOpen: false } : to(rows.findIndex((row) => row.key === parent));
}

/**
 * The next row whose name begins with what was typed; a single letter looks below the current one first.
 * @param {TreeRow[]} rows
 * @param {number} at
 * @param {string} typed
 */
export function typeAhead(rows, at, typed) {
  const start = typed.length > 1 ? at : at + 1;
  const order = [...rows.keys()].map((index) => (start + index) % rows.length);
  const begins = typed.toLowerCase();
  return order.find((index) => rows[index].kind !== "note" && labelOf(rows[index]).toLowerCase().startsWith(begins)) ?? -1;
}

/** @param {TreeRow} row */
const labelOf = ({ kind, folder, conversation }) =>
  kind === "chat" ? (conversation?.title ?? "") : kind === "more" ? "" : folder.name;

/**
 * The folders after one of them was moved; siblings are numbered from 0.
 * @param {Folder[]} folders
 * @param {number} id
 * @param {FolderPlace} place
 */
export function moved(folders, id, { parent_id, project_id, position }) {
  const folder = folders.find((each) => each.id === id);
  if (!folder) return folders;
  const levels = byLevel(folders);
  const own = inside(folders, id);
  const left = (levels.get(levelOf(folder)) ?? []).filter((each) => each.id !== id);
  const isSame = levelOf(folder) === levelOf({ parent_id, project_id });
  const target = isSame ? left : [...(levels.get(levelOf({ parent_id, project_id })) ?? [])];
  target.splice(position ?? target.length, 0, folder);
  const numbers = new Map([...(isSame ? [] : left.entries()), ...target.entries()].map(([at, each]) => [each.id, at]));
  return folders.map((each) => {
    const at = numbers.get(each.id) ?? each.position;
    const project = own.has(each.id) ? project_id : each.project_id;
    const parent = each.id === id ? parent_id : each.parent_id;
    const isKept = at === each.position && project === each.project_id && parent === each.parent_id;
    return isKept ? each : { ...each, position: at, project_id: project, parent_id: parent };
  });
}

/**
 * The folders after one was deleted: those in it take its place.
 * @param {Folder[]} folders
 * @param {Folder} folder
 */
export function deleted(folders, folder) {
  const levels = byLevel(folders);
  const siblings = (levels.get(levelOf(folder)) ?? []).flatMap((each) =>
    each.id === folder.id ? foldersIn(levels, folder.id) : [each],
  );
  const numbers = new Map(siblings.map((each, at) => [each.id, at]));
  return folders
    .filter((each) => each.id !== folder.id)
    .map((each) => {
      const at = numbers.get(each.id);
      return at === undefined ? each : { ...each, position: at, parent_id: folder.parent_id };
    });
}

/**
 * Where Alt and an arrow take a folder: up or down among its siblings, into the one above it, or out of the one it is in. Null where
 * there is no such place.
 * @param {Folder[]} folders
 * @param {Folder} folder
 * @param {string} key
 * @returns {FolderPlace | null}
 */
export function shifted(folders, folder, key) {
  const { parent_id, project_id } = folder;
  const siblings = byLevel(folders).get(levelOf(folder)) ?? [];
  const at = siblings.findIndex((each) => each.id === folder.id);
  if (key === "ArrowUp" && at > 0) return { parent_id, project_id, position: at - 1 };
  if (key === "ArrowDown" && at < siblings.length - 1) return { parent_id, project_id, position: at + 1 };
  if (key === "ArrowRight" && at > 0) return { parent_id: siblings[at - 1].id, project_id };
  const parent = folders.find((each) => each.id === parent_id);
  if (key !== "ArrowLeft" || !parent) return null;
  return { parent_id: parent.parent_id, project_id, position: parent.position + 1 };
}

/**
 * Where a folder goes that is dropped on another one: in its upper quarter before it, in its lower one after it, else into it. Null where
 * it can't go.
 * @param {Folder[]} folders
 * @param {number} id
 * @param {Folder} onto
 * @param {number} share how far down the row the pointer is, from 0 to 1
 * @param {boolean} isOpen whether rows of the other one are below it
 * @returns {{ mark: "before" | "after" | "into", place: FolderPlace } | null}
 */
export function dropOnFolder(folders, id, onto, share, isOpen) {
  if (inside(folders, id).has(onto.id)) return null;
  const { parent_id, project_id } = onto;
  const mark = share < 0.25 ? "before" : share > 0.75 && !isOpen ? "after" : "into";
  if (mark === "into") return { mark, place: { parent_id: onto.id, project_id } };
  const siblings = (byLevel(folders).get(levelOf(onto)) ?? []).filter((each) => each.id !== id);
  const at = siblings.findIndex((each) => each.id === onto.id);
  return { mark, place: { parent_id, project_id, position: mark === "before" ? at : at + 1 } };
}
