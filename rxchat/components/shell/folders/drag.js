// Dragging of chats and folders onto folders and projects, with the browser's own drag and drop. One set of listeners serves all rows:
// what can be dragged has `data-drag-chat` or `data-drag-folder`, what takes it `data-drop-folder` or `data-drop-project` (0: out of all), the class
// `drop-target` and, for a project, its name as `data-drop-name`.
import { counted } from "../../lib/counted.js";
import { store as conversations } from "../conversations/conversation_store.js";
import { selection } from "../conversations/selection.js";
import { folderOf, moveChats, moveFolder, store, toggle } from "./folder_store.js";
import { dropOnFolder } from "./folder_tree.js";

/** @import { FolderPlace, Movables } from "../types" */
/** @typedef {{ element: HTMLElement, mark: "before" | "after" | "into", drop: () => void }} Target */

const OPENS_AFTER_MS = 600; // over a closed folder

let dragged = /** @type {Movables | null} */ (null);
let target = /** @type {Target | null} */ (null);
let source = /** @type {HTMLElement | null} */ (null);
let opening = 0;
let isOn = false;

/** @param {Event} event @param {string} selector */
const around = ({ target }, selector) =>
  /** @type {HTMLElement | null} */ (target instanceof Element ? target.closest(selector) : null);

/**
 * What a drag that begins there moves: the folder, or the chat, or all selected chats if it is one of them.
 * @param {HTMLElement} row
 * @returns {Movables}
 */
function movablesOf(row) {
  if (row.dataset.dragFolder) return { chats: [], folder: Number(row.dataset.dragFolder) };
  const id = Number(row.dataset.dragChat);
  const { ids } = selection.get();
  return { chats: ids.has(id) ? [...ids] : [id], folder: 0 };
}

/** @param {DragEvent} event */
function begin(event) {
  const row = around(event, "[data-drag-chat], [data-drag-folder]");
  if (!row || !event.dataTransfer) return;
  dragged = movablesOf(row);
  source = row;
  setTimeout(() => source?.setAttribute("data-dragged", "")); // after the browser has its picture of the row
  event.dataTransfer.effectAllowed = "all";
  const name = dragged.folder ? (folderOf(dragged.folder)?.name ?? "") : counted(dragged.chats.length, "chat");
  if (dragged.folder) event.dataTransfer.setData("text/plain", name);
  if (dragged.chats.length > 1) showCount(event.dataTransfer, name);
  document.documentElement.dataset.dragging = dragged.folder ? "folder" : "chats";
}

/**
 * What hangs at the pointer when several are dragged. The browser takes its picture at once.
 * @param {DataTransfer} transfer
 * @param {string} text
 */
function showCount(transfer, text) {
  const badge = document.createElement("span");
  badge.className = "drag-count";
  badge.textContent = text;
  document.body.append(badge);
  transfer.setDragImage(badge, -8, -8);
  setTimeout(() => badge.remove());
}

/** @param {DragEvent} event */
function over(event) {
  if (!dragged) return;
  const element = around(event, "[data-drop-folder], [data-drop-project]");
  const next = element && targetAt(element, event.clientY);
  mark(next);
  if (!next || !event.dataTransfer) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
}

/**
 * What a drop there would do, or null where nothing can be dropped.
 * @param {HTMLElement} element
 * @param {number} y
 * @returns {Target | null}
 */
function targetAt(element, y) {
  const { dropFolder, dropProject } = element.dataset;
  const moving = /** @type {Movables} */ (dragged);
  const folder = folderOf(Number(dropFolder ?? 0));
  const project_id = Number(dropProject ?? 0) || null;
  if (moving.folder) {
    /** @type {FolderPlace} */
    let place = { parent_id: null, project_id };
    /** @type {Target["mark"]} */
    let mark = "into";
    if (folder) {
      const { top, height } = element.getBoundingClientRect();
      const { folders, open } = store.get();
      const found = dropOnFolder(folders, moving.folder, folder, (y - top) / height, open.has(folder.id));
      if (!found) return null;
      ({ mark, place } = found);
    }
    return { element, mark, drop: () => moveFolder(moving.folder, place) };
  }
  const name = folder?.name ?? element.dataset.dropName ?? "";
  const place = dropProject === undefined ? { folder_id: folder?.id ?? null } : { project_id, folder_id: null };
  const rows = () => [...conversations.get().pinned, ...conversations.get().items, ...shownRows()];
  return { element, mark: "into", drop: () => moveChats(moving.chats, place, name, uniqueRows(rows(), moving.chats)) };
}

const shownRows = () => [...store.get().pages.values()].flatMap((page) => page.items);

/** @param {import("../types").Conversation[]} rows @param {number[]} ids */
const uniqueRows = (rows, ids) => ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);

/** @param {Target | null} next */
function mark(next) {
  if (next && target?.element === next.element && target.mark === next.mark) {
    target = next;
    return;
  }
  target?.element.removeAttribute("data-drop");
  target = next;
  clearTimeout(opening);
  if (!next) return;
  next.element.dataset.drop = next.mark;
  const id = Number(next.element.dataset.dropFolder ?? 0);
  if (id && next.mark === "into") opening = window.setTimeout(() => toggle(id, true), OPENS_AFTER_MS);
}

/** @param {DragEvent} event */
function drop(event) {
  if (!dragged || !target) return;
  event.preventDefault();
  const { drop: act } = target;
  end();
  act();
}

function end() {
  mark(null);
  dragged = null;
  source?.removeAttribute("data-dragged");
  source = null;
  delete document.documentElement.dataset.dragging;
}

/** Listen from now on. Asked for again, nothing changes. */
export function enableDragging() {
  if (isOn) return;
  isOn = true;
  document.addEventListener("dragstart", begin);
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", end);
}
