// What the next request of the open chat holds, or the first of a new one, as the API says it. It is asked again when that may
// have changed.
import { call } from "../../lib/api.js";
import { createStore } from "../../lib/store.js";

/** @typedef {ApiBody<"ContextBody">} Context */
/** @typedef {{ context: Context | null, isCompacting: boolean, fault: string }} State */

export const contexts = createStore(/** @type {State} */ ({ context: null, isCompacting: false, fault: "" }));

const SETTLED_MS = 300;

let asking = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
let shown = { conversation: "", model: "", project: "" };
let compacting = new AbortController();

const address = () => `/api/conversations/${shown.conversation}`;

/** Ask again for the chat that is shown. */
export async function refresh() {
  const asked = shown;
  if (!asked.conversation || (asked.conversation === "0" && !asked.model)) return;
  const query = new URLSearchParams({
    ...(asked.model && { model: asked.model }),
    ...(asked.project && { project_id: asked.project }),
  });
  const path = asked.conversation === "0" ? "/api/context" : `${address()}/context`;
  /** @type {import("../../lib/types").Answer<Context>} */
  const { data } = await call(`${path}?${query}`);
  if (data && asked === shown) contexts.update({ context: data });
}

/**
 * Ask for it, once for all that changes at about the same time, and after the messages: they need the server first.
 * @param {string} conversation
 * @param {string} model
 * @param {string} project that a new chat starts in
 */
export function show(conversation, model, project) {
  if (conversation !== shown.conversation) {
    compacting.abort();
    contexts.set({ context: null, isCompacting: false, fault: "" });
  }
  shown = { conversation, model, project };
  clearTimeout(asking);
  asking = setTimeout(refresh, SETTLED_MS);
}

/** Have the older messages summarized. Resolves to whether they are. */
export async function compact() {
  const asked = shown;
  compacting = new AbortController();
  const { signal } = compacting;
  contexts.update({ isCompacting: true, fault: "" });
  /** @type {import("../../lib/types").Answer<Context>} */
  const { data, fault = "" } = await call(`${address()}/compact`, {
    method: "POST",
    body: { model: asked.model || null },
    signal,
  });
  if (asked.conversation !== shown.conversation) return false;
  contexts.update({ isCompacting: false, fault: signal.aborted ? "" : fault, ...(data ? { context: data } : {}) });
  return Boolean(data);
}

export const cancelCompacting = () => compacting.abort();
