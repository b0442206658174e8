// The prompts of the person, without their texts: loaded from the API when they are first asked for, and again each time.
import { call } from "../lib/api.js";
import { createStore } from "../lib/store.js";

/** @import { Answer } from "../lib/types" */
/** @import { Prompt, PromptSummary, PromptView } from "./types" */

const PATH = "/api/prompts";
const MOST_AT_ONCE = 1000;

const store = createStore({ prompts: /** @type {PromptSummary[]} */ ([]), isLoaded: false, isTeam: false, fault: "" });

export const usePrompts = () => store.use();

/**
 * A page of summaries.
 * @param {Partial<PromptView> & { limit: number, cursor?: string | null }} wanted
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer<ApiBody<"PromptSummaryPage">>>}
 */
export function summaries(wanted, signal) {
  const given = Object.entries(wanted).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  return call(`${PATH}/summaries?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`, { signal });
}

/** Whether others can see what is shared: known once it was asked for. */
async function isInTeam() {
  /** @type {Answer<ApiBody<"Session">>} */
  const { data } = await call("/api/session");
  return data?.mode === "team";
}

/** All of them, most used first. What is shown stays until they are there. */
export async function loadPrompts() {
  /** @type {PromptSummary[]} */
  const prompts = [];
  const asking = isInTeam();
  let cursor = /** @type {string | null} */ (null);
  do {
    const { data, fault } = await summaries({ sort: "used", limit: MOST_AT_ONCE, cursor });
    if (!data) return store.update({ fault });
    prompts.push(...data.prompts);
    cursor = data.next_cursor;
  } while (cursor);
  store.set({ prompts, isLoaded: true, isTeam: await asking, fault: "" });
}

/**
 * @param {number} id
 * @returns {Promise<Answer<Prompt>>}
 */
export const fetchPrompt = (id) => call(`${PATH}/${id}`);

/**
 * Count a use. Its text is filled in here: what is typed into the form goes nowhere else.
 * @param {number} id
 */
export const countUse = (id) => call(`${PATH}/${id}/use`, { method: "POST", body: {} });

/**
 * Save a new prompt, or a change of one.
 * @param {number | null} id
 * @param {object} body
 * @returns {Promise<Answer<Prompt>>}
 */
export const savePrompt = (id, body) =>
  id === null ? call(PATH, { method: "POST", body }) : call(`${PATH}/${id}`, { method: "PATCH", body });

/** @param {number} id */
export const deletePrompt = (id) => call(`${PATH}/${id}`, { method: "DELETE" });

/**
 * Add a deleted prompt again as it was.
 * @param {Prompt} prompt
 */
export const putBack = ({ title, text, description, category, tags, is_public, usage_count, created_at }) =>
  savePrompt(null, { title, text, description, category, tags, is_public, usage_count, created_at });

/**
 * @param {Prompt} prompt
 * @param {string} title
 */
export const copyPrompt = ({ text, description, category, tags }, title) =>
  savePrompt(null, { title, text, description, category, tags });

/**
 * Names for the filters and the editor.
 * @param {"categories" | "tags"} kind
 * @returns {Promise<string[]>}
 */
export async function namesOf(kind) {
  /** @type {Answer<{ categories?: string[], tags?: string[] }>} */
  const { data } = await call(`${PATH}/${kind}`);
  return data?.[kind] ?? [];
}

/**
 * Import files.
 * @param {Iterable<File>} files
 * @returns {Promise<Answer<ApiBody<"ImportedPrompts">>>}
 */
export function importFiles(files) {
  const form = new FormData();
  for (const file of files) form.append("files", file);
  return call(`${PATH}/import`, { method: "POST", form });
}
