// What the open chat's next request holds, as the API says it. It is asked again when that may have changed.
import { call } from "../../lib/api.js";
import { createStore } from "../../lib/store.js";

/** @typedef {ApiBody<"ContextBody">} Context */
/** @typedef {{ context: Context | null, isCompacting: boolean, fault: string }} State */

export const contexts = createStore(/** @type {State} */ ({ context: null, isCompacting: false, fault: "" }));

let shown = { conversation: "", model: "" };
let compacting = new AbortController();

const address = () => `/api/conversations/${shown.conversation}`;

/** Ask again for the chat that is shown. */
export async function refresh() {
  const asked = shown;
  if (!asked.conversation) return;
  const query = asked.model ? `?model=${encodeURIComponent(asked.model)}` : "";
  /** @type {import("../../lib/types").Answer<Context>} */
  const { data } = await call(`${address()}/context${query}`);
  if (data && asked === shown) contexts.update({ context: data });
}

/**
 * @param {string} conversation
 * @param {string} model
 */
export function show(conversation, model) {
  if (conversation !== shown.conversation) {
    compacting.abort();
    contexts.set({ context: null, isCompacting: false, fault: "" });
  }
  shown = { conversation, model };
  return refresh();
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
