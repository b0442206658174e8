// The folders: loaded from the API, with the conversations of those that are open, and kept up to date with what the server announces.
// A change is drawn at once, and taken back where the server refuses it.
import { call } from "../../lib/api.js";
import { partsOf } from "../../lib/chunks.js";
import { counted } from "../../lib/counted.js";
import { keep, read } from "../../lib/storage.js";
import { createStore } from "../../lib/store.js";
import { notify, onChanges } from "../conversations/conversation_store.js";
import { letGo } from "../conversations/selection.js";
import { deleted, inside, moved } from "./folder_tree.js";

/** @import { Answer } from "../../lib/types" */
/** @import { Change, ChatPlace, Conversation, Folder, FolderPage, FolderPlace } from "../types" */
/** @typedef {ApiBody<"Moved">["moved"]} Former */

const KEPT = "rxchat_open_folders";
const MOST_KEPT = 20; // folders that are open when the page is loaded again, each with a request
const MOST_MOVED = 500; // at once
const PAGE = 50;

export const store = createStore({
  /** @type {Folder[]} */
  folders: [],
  /** @type {Set<number>} */
  open: new Set(read(KEPT, /** @type {number[]} */ ([]))),
  /** @type {Map<number, FolderPage>} */
  pages: new Map(),
  renaming: 0,
  said: "", // a move by keyboard, for a screen reader
});

export const useFolders = () => store.use();

/** @param {number} id */
export const folderOf = (id) => store.get().folders.find((folder) => folder.id === id);

let loading = false;
let isStale = false;
let changing = 0; // changes that the server hasn't answered: a list read meanwhile may not have them

/** Read the folders again, and the conversations of open ones that have changed. */
export async function load() {
  if (loading || changing) {
    isStale = true;
    return;
  }
  loading = true;
  isStale = false;
  /** @type {Answer<ApiBody<"FolderList">>} */
  const { data } = await call("/api/folders?brief=true");
  loading = false;
  if (changing) return; // the end of the change reads them again
  if (isStale) load();
  else if (data) show(data.folders);
}

/** @param {Folder[]} folders */
export function show(folders) {
  store.update({ folders });
  const { open, pages } = store.get();
  for (const folder of folders) if (open.has(folder.id) && pages.get(folder.id)?.version !== folder.version) loadPage(folder.id);
}

/**
 * The conversations of a folder: the first page again, or the one after what is there.
 * @param {number} id
 * @param {boolean} [isNext]
 */
export async function loadPage(id, isNext = false) {
  const page = store.get().pages.get(id);
  const version = folderOf(id)?.version ?? "";
  setPage(id, { items: page?.items ?? [], cursor: page?.cursor ?? null, isLoading: true, fault: "", version });
  const limit = isNext ? PAGE : Math.min(200, Math.max(PAGE, page?.items.length ?? 0));
  const cursor = isNext && page?.cursor ? `&cursor=${encodeURIComponent(page.cursor)}` : "";
  /** @type {Answer<ApiBody<"ConversationPage">>} */
  const { data, fault = "" } = await call(`/api/folders/${id}/conversations?limit=${limit}${cursor}`);
  const now = store.get().pages.get(id);
  if (!now || now.version !== version) return; // closed, or read again since
  if (!data) {
    setPage(id, { ...now, isLoading: false, fault });
    return;
  }
  const before = isNext ? now.items : [];
  const known = new Set(before.map((item) => item.id));
  const items = [...before, ...data.conversations.filter((item) => !known.has(item.id))];
  setPage(id, { ...now, items, cursor: data.next_cursor, isLoading: false });
}

/** @param {number} id @param {FolderPage | null} page */
function setPage(id, page) {
  const pages = new Map(store.get().pages);
  if (page) pages.set(id, page);
  else pages.delete(id);
  store.update({ pages });
}

/** @param {number} id @param {boolean} isOpen */
export function toggle(id, isOpen) {
  const open = new Set(store.get().open);
  if (isOpen === open.has(id)) return;
  if (isOpen) open.add(id);
  else open.delete(id);
  store.update({ open });
  keep(KEPT, [...open].slice(-MOST_KEPT));
  if (isOpen) loadPage(id);
  else setPage(id, null);
}

// Rows that changed anywhere, in the open folders that show them.
onChanges(
  /** @param {Change[]} changes */ (changes) => {
    const newest = new Map(changes.map(({ id, row }) => [id, row]));
    const pages = new Map(store.get().pages);
    for (const [id, page] of pages) {
      if (!page.items.some((item) => newest.has(item.id))) continue;
      const items = page.items.flatMap((item) => {
        const row = newest.has(item.id) ? newest.get(item.id) : item;
        return row && !row.is_archived ? [row] : [];
      });
      pages.set(id, { ...page, items });
    }
    store.update({ pages });
  },
);

/** @type {Promise<unknown>} */
let before = Promise.resolve();

/**
 * Keys are quicker than answers: a folder that was moved and then deleted must be gone from where it was moved to.
 * @template Data
 * @param {() => Promise<Answer<Data>>} ask
 * @returns {Promise<Answer<Data>>}
 */
function inOrder(ask) {
  const answer = before.then(ask);
  before = Promise.allSettled([answer]);
  return answer;
}

/**
 * Draw a change, ask for it, and take it back with a message where it is refused.
 * @template Data
 * @param {Partial<ReturnType<typeof store.get>>} drawn
 * @param {() => Promise<Answer<Data>>} ask
 * @returns {Promise<Data | undefined>} what the server said to it
 */
async function draw(drawn, ask) {
  const { folders, pages } = store.get();
  store.update(drawn);
  changing += 1;
  const { data, fault } = await inOrder(ask);
  changing -= 1;
  if (fault !== undefined) {
    store.update({ folders, pages });
    notify({ text: fault, isBad: true });
  }
  load();
  return data;
}

/** @param {Partial<ApiBody<"NewFolderBody">>} wanted @returns {Promise<Folder | undefined>} */
export async function createFolder(wanted) {
  /** @type {Folder | undefined} */
  const made = await draw({}, () => call("/api/folders", { method: "POST", body: wanted }));
  if (made && !folderOf(made.id)) store.update({ folders: [...store.get().folders, made] });
  if (made) letGo(wanted.conversation_ids ?? []);
  return made;
}

/**
 * A folder with a name to be typed, in another one or at the top.
 * @param {FolderPlace} place
 */
export async function newFolder({ parent_id, project_id }) {
  const made = await createFolder({ name: "New folder", parent_id, project_id });
  if (!made) return;
  if (parent_id) toggle(parent_id, true);
  store.update({ renaming: made.id });
}

/** @param {number} id */
export const beginRenamingFolder = (id) => store.update({ renaming: id });

/** @param {number} id @param {string} name */
export function renameFolder(id, name) {
  const folders = store.get().folders.map((each) => (each.id === id ? { ...each, name } : each));
  return draw({ folders, renaming: 0 }, () => call(`/api/folders/${id}`, { method: "PATCH", body: { name } }));
}

/**
 * Move a folder. `isUndone` is set where that takes another move back.
 * @param {number} id
 * @param {FolderPlace} place
 * @param {{ isUndo?: boolean, isQuiet?: boolean }} [how] quiet: by a key, where the row itself shows it
 */
export async function moveFolder(id, place, { isUndo = false, isQuiet = false } = {}) {
  const folder = folderOf(id);
  if (!folder || (place.parent_id !== null && inside(store.get().folders, id).has(place.parent_id))) return;
  const folders = moved(store.get().folders, id, place);
  if (isQuiet) store.update({ said: `${folder.name}: ${placeInWords(folders, id)}` });
  const body = place.parent_id === null ? place : { parent_id: place.parent_id, position: place.position };
  /** @type {ApiBody<"ChangedFolderBody"> | undefined} */
  const done = await draw({ folders }, () => call(`/api/folders/${id}`, { method: "PATCH", body }));
  if (!done || isUndo || isQuiet) return;
  const { parent_id, project_id, position } = folder;
  const undo = async () => {
    await moveFolder(id, { parent_id, project_id, position }, { isUndo: true });
    await moveBack(done.moved);
  };
  notify({ text: "Folder moved", undo });
}

/** @param {Folder[]} folders @param {number} id */
function placeInWords(folders, id) {
  const folder = folders.find((each) => each.id === id);
  const parent = folders.find((each) => each.id === folder?.parent_id);
  return `${parent ? `in ${parent.name}, ` : ""}position ${(folder?.position ?? 0) + 1}`;
}

/** @param {Folder} folder */
export async function deleteFolder(folder) {
  const { folders, open } = store.get();
  /** @type {ApiBody<"DeletedFolderBody"> | undefined} */
  const gone = await draw({ folders: deleted(folders, folder) }, () => call(`/api/folders/${folder.id}`, { method: "DELETE" }));
  if (!gone) return;
  const undo = async () => {
    const made = await createFolder(gone);
    if (made && open.has(folder.id)) toggle(made.id, true);
  };
  const { length } = gone.conversation_ids;
  const moves = gone.folder_ids.length || (gone.parent_id && length);
  const kept = moves ? ". What was in it moved up one level" : length ? `, ${counted(length, "chat")} kept` : "";
  notify({ text: `Folder deleted${kept}`, undo });
}

/** @param {number[]} ids @param {ChatPlace} place @returns {Promise<Answer<ApiBody<"Moved">>>} */
const askToMove = (ids, place) => call("/api/conversations/move", { method: "POST", body: { ids, ...place } });

/**
 * Move conversations. `name` is the place's, for the message.
 * @param {number[]} ids
 * @param {ChatPlace} place
 * @param {string} name
 * @param {Conversation[]} [rows] those of them that are known
 */
export async function moveChats(ids, place, name, rows = []) {
  const target = place.folder_id ?? 0;
  const done = await draw(drawnMove(ids, target, rows), () => askToMove(ids, place));
  if (!done) return;
  letGo(ids);
  const what = ids.length === 1 ? "Chat" : counted(ids.length, "chat");
  const left = place.project_id === null ? "project and folder" : "folder";
  const text = name ? `${what} moved to ${name}` : `${what} removed from ${ids.length === 1 ? "its" : "their"} ${left}`;
  notify({ text, undo: () => moveBack(done.moved) });
}

/**
 * The open folders without the conversations, and the one that they go to with them.
 * @param {number[]} ids
 * @param {number} target
 * @param {Conversation[]} rows
 */
function drawnMove(ids, target, rows) {
  const { folders, pages: before } = store.get();
  const going = new Set(ids);
  const pages = new Map(before);
  /** @type {Map<number, number>} */
  const less = new Map();
  for (const [id, page] of pages) {
    const items = page.items.filter((item) => !going.has(item.id));
    less.set(id, page.items.length - items.length);
    pages.set(id, { ...page, items: id === target ? [...rows.filter((row) => going.has(row.id)), ...items] : items });
  }
  const counts = folders.map((each) => {
    const change = (each.id === target ? ids.length : 0) - (less.get(each.id) ?? 0);
    return change ? { ...each, conversations: each.conversations + change } : each;
  });
  return { folders: counts, pages };
}

/** @param {Former} former */
async function moveBack(former) {
  const places = Map.groupBy(former, ({ project_id, folder_id }) => `${project_id} ${folder_id}`);
  for (const group of places.values()) {
    const { project_id, folder_id } = group[0];
    const ids = group.map(({ id }) => id);
    for (const some of partsOf(ids, MOST_MOVED)) await draw({}, () => askToMove(some, { project_id, folder_id }));
  }
}
