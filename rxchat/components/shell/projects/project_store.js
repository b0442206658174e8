// The user's projects, as the sidebar and the menus show them: loaded from the API, and again when the server says they have changed.
import { call, OFFLINE } from "../../lib/api.js";
import { createStore } from "../../lib/store.js";
import { failed } from "../conversations/conversation_store.js";

/** @import { Answer, Options } from "../../lib/types" */
/** @typedef {ApiBody<"ProjectBody">} Project */

const FIRST = 8; // so that the chats below stay in sight
const PAGE = 20;
const MOST = 200; // that one request may ask for

export const COLORS = ["#cc785c", "#b7791f", "#6b8e3d", "#2e7d6b", "#3b76b0", "#6f5bb5", "#a3528f", "#7a7a7a"];

export const store = createStore({
  /** @type {Project[]} */
  projects: [],
  isArchived: false, // whether these are the archived ones
  /** @type {string | null} */
  cursor: null,
  isLoaded: false,
  fault: "",
});

/** @param {string} query */
async function page(query) {
  const archived = store.get().isArchived ? "archived=true&" : "";
  /** @type {Answer<ApiBody<"ProjectPage">>} */
  const { data, fault } = await call(`/api/projects?${archived}${query}`);
  return data ?? { projects: [], next_cursor: null, fault };
}

let asked = 0; // the last request: an older one that comes later is dropped

/** Load again as many as are shown. */
export async function refresh() {
  asked += 1;
  const own = asked;
  const limit = Math.min(MOST, Math.max(FIRST, store.get().projects.length));
  const found = await page(`limit=${limit}`);
  if (own !== asked) return;
  // When the whole server is gone, the page itself says so (reconnect.py), and what is shown stays.
  if ("fault" in found) store.update({ fault: found.fault === OFFLINE ? "" : found.fault });
  else store.update({ projects: found.projects, cursor: found.next_cursor, isLoaded: true, fault: "" });
}

/** Load the archived projects, or the others. @param {boolean} isArchived */
export function show(isArchived) {
  if (isArchived !== store.get().isArchived) store.update({ isArchived, projects: [], cursor: null, isLoaded: false });
  return refresh();
}

export async function loadMore() {
  const { projects, cursor } = store.get();
  const found = await page(`limit=${PAGE}&cursor=${encodeURIComponent(cursor ?? "")}`);
  if (cursor !== store.get().cursor) return;
  if ("fault" in found) store.update({ fault: found.fault });
  else store.update({ projects: [...projects, ...found.projects], cursor: found.next_cursor });
}

/**
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<Project | undefined>} undefined where it failed, which is said
 */
async function changed(path, options) {
  /** @type {Answer<Project>} */
  const { data, fault } = await call(`/api/projects${path}`, options);
  if (fault) failed(fault);
  else refresh();
  return data;
}

/** @param {string} name */
export const create = (name) =>
  changed("", { method: "POST", body: { name, color: COLORS[store.get().projects.length % COLORS.length] } });

/** @param {number} id @param {ApiBody<"ProjectChange">} body */
export const change = (id, body) => changed(`/${id}`, { method: "PATCH", body });

/** @param {number} id */
export const remove = (id) => changed(`/${id}`, { method: "DELETE" });
