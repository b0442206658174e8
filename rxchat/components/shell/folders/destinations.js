// Where chats and folders can be moved: a list of projects and folders, for the dialog. Nothing here asks or draws anything.
import { byLevel, foldersIn, inside, topFolders } from "./folder_tree.js";

/** @import { ChatPlace, Destination, Folder, FolderPlace } from "../types" */
/** @typedef {{ id: number, name: string }} Project */

/**
 * All places: none, then the folders outside of projects, then each project with its folders.
 * @param {Folder[]} folders
 * @param {Project[]} projects
 * @param {number} moving the folder that is moved, which can't go into itself; 0 for chats
 */
export function destinations(folders, projects, moving) {
  const levels = byLevel(folders);
  const left = moving ? inside(folders, moving) : new Set();
  const none = moving ? "Top level" : "No project or folder";
  /** @type {Destination[]} */
  const found = [{ key: "none", kind: "none", id: 0, project: null, name: none, path: "", level: 1 }];
  /** @param {Folder[]} siblings @param {string} path @param {number} level */
  const add = (siblings, path, level) => {
    for (const { id, name, project_id } of siblings) {
      if (left.has(id)) continue;
      found.push({ key: `f${id}`, kind: "folder", id, project: project_id, name, path, level });
      add(foldersIn(levels, id), path ? `${path} / ${name}` : name, level + 1);
    }
  };
  add(topFolders(levels, null), "", 1);
  for (const { id, name } of projects) {
    found.push({ key: `p${id}`, kind: "project", id, project: id, name, path: "", level: 1 });
    add(topFolders(levels, id), name, 2);
  }
  return found;
}

/**
 * Those with every word in their name or path, in the same order.
 * @param {Destination[]} all
 * @param {string} typed
 */
export function search(all, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return all;
  return all.filter(({ kind, name, path }) => {
    const text = `${path} ${name}`.toLowerCase();
    return kind !== "none" && words.every((word) => text.includes(word));
  });
}

/** @param {Destination} to @returns {ChatPlace} */
export const chatPlace = ({ kind, id, project }) =>
  kind === "folder" ? { folder_id: id } : { project_id: project, folder_id: null };

/** @param {Destination} to @returns {FolderPlace} */
export const folderPlace = ({ kind, id, project }) => ({ parent_id: kind === "folder" ? id : null, project_id: project });
