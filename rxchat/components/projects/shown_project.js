// The project of the page: loaded from the API, changed member by member. What is typed is kept in the browser until it is saved.
import { call } from "../lib/api.js";
import { drop, keep, read } from "../lib/storage.js";
import { createStore } from "../lib/store.js";
import { refresh } from "../shell/projects/project_store.js";

/** @import { Answer } from "../lib/types" */
/** @typedef {ApiBody<"ProjectBody">} Project */
/** @typedef {"name" | "description" | "instructions" | "monthly_limit" | "default_model" | "color"} Member */

export const shown = createStore({
  id: 0,
  /** @type {Project | null} */
  project: null,
  fault: "", // why it can't be shown
  /** @type {Partial<Record<Member, { text: string, isBad?: boolean }>>} */
  words: {}, // what became of the last change, by member
});

/** @param {number} id @param {Member} member */
const draftOf = (id, member) => `rxchat_project_${id}_${member}`;

/** What was typed and never saved. @param {number} id @param {Member} member */
export const draft = (id, member) => /** @type {string | undefined} */ (read(draftOf(id, member)));

/** @param {number} id @param {Member} member @param {string} text */
export const keepDraft = (id, member, text) => keep(draftOf(id, member), text);

/** @param {number} id */
export async function load(id) {
  if (shown.get().id !== id) shown.set({ id, project: null, fault: "", words: {} });
  /** @type {Answer<Project>} */
  const { data, fault } = await call(`/api/projects/${id}`);
  if (shown.get().id === id) shown.update(data ? { project: data, fault: "" } : { fault: fault ?? "" });
}

/**
 * Save one member. Returns whether that worked; `shown.words` says so too.
 * @param {number} id
 * @param {Member} member
 * @param {ApiBody<"ProjectChange">} body
 */
export async function save(id, member, body) {
  /** @param {{ text: string, isBad?: boolean }} word */
  const say = (word) => shown.get().id === id && shown.update({ words: { ...shown.get().words, [member]: word } });
  say({ text: "Saving…" });
  /** @type {Answer<Project>} */
  const { data, fault } = await call(`/api/projects/${id}`, { method: "PATCH", body });
  if (!data) {
    say({ text: `Couldn't save. ${fault}`, isBad: true });
    return false;
  }
  drop(draftOf(id, member));
  if (shown.get().id === id) shown.update({ project: data });
  say({ text: "Saved" });
  refresh();
  return true;
}
