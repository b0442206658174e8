// The text of drafts: kept in the browser, for each conversation, with the token it was sent with, until the server has saved it.
import { drop, keep, read } from "../../lib/storage.js";

/** @param {string} conversation */
const place = (conversation) => `rxchat_draft_${conversation}`;

/** @param {string} conversation */
export function load(conversation) {
  /** @type {{ text?: string, token?: string }} */
  const { text = "", token = "" } = read(place(conversation)) ?? {};
  return { text, token };
}

/**
 * Returns whether the draft outlives the page.
 * @param {string} conversation
 * @param {string} text
 */
export function save(conversation, text, token = "") {
  if (text || token) return keep(place(conversation), { text, token });
  drop(place(conversation));
  return true;
}

export const newToken = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
