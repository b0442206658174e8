// The text of drafts: kept in the browser, for each conversation, until the server has saved it. What has been sent keeps the token
// it was sent with: sent again unchanged, it is the same message, which the server saves once.
import { drop, keep, read } from "../../lib/storage.js";

/** @import { Sent } from "../types" */

/** @param {string} conversation */
const place = (conversation) => `rxchat_draft_${conversation}`;

/**
 * @param {string} conversation
 * @returns {Sent}
 */
export function load(conversation) {
  /** @type {Partial<Sent>} */
  const { text = "", token = "", ids = [] } = read(place(conversation)) ?? {};
  return { text, token, ids };
}

/**
 * Returns whether the draft outlives the page. `ids` are those of the images that it was sent with.
 * @param {string} conversation
 * @param {string} text
 * @param {string} [token]
 * @param {number[]} [ids]
 */
export function save(conversation, text, token = "", ids = []) {
  if (token) return keep(place(conversation), { text, token, ids });
  if (text) return keep(place(conversation), { text });
  drop(place(conversation));
  return true;
}

export const newToken = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/**
 * The token of a message: the one that it has been sent with, if it has.
 * @param {string} conversation
 * @param {string} text
 * @param {number[]} ids
 */
export function tokenOf(conversation, text, ids) {
  const sent = load(conversation);
  return sent.token && sent.text === text && `${sent.ids}` === `${ids}` ? sent.token : newToken();
}
