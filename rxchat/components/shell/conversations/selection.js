// Several conversations of the sidebar, chosen to be moved, archived or deleted together.
import { request } from "../../lib/api.js";
import { counted } from "../../lib/counted.js";
import { createStore } from "../../lib/store.js";
import { store as conversations, failed } from "./conversation_store.js";

/** @import { Conversation } from "../types" */

const MOST = 500; // that the API changes at once

export const selection = createStore({
  /** @type {Set<number>} */
  ids: new Set(),
  anchor: 0, // where a range begins
});

export const clear = () => selection.set({ ids: new Set(), anchor: 0 });

/**
 * Choose a conversation, or let go of it. With `isRange` all from the one chosen last, in the order of the list.
 * @param {number} id
 * @param {boolean} [isRange]
 */
export function pick(id, isRange = false) {
  const { ids, anchor } = selection.get();
  const { pinned, items } = conversations.get();
  const order = [...pinned, ...items].map((one) => one.id);
  const [from, to] = [order.indexOf(anchor), order.indexOf(id)].sort((one, other) => one - other);
  const next = new Set(ids);
  if (isRange && from >= 0) for (const each of order.slice(from, to + 1)) next.add(each);
  else if (!next.delete(id)) next.add(id);
  if (next.size > MOST) return failed(`You can select up to ${MOST} chats.`);
  selection.set({ ids: next, anchor: id });
}

/**
 * These were moved: they are no longer chosen.
 * @param {number[]} gone
 */
export function letGo(gone) {
  const { ids } = selection.get();
  const left = new Set(ids);
  for (const id of gone) left.delete(id);
  if (left.size === 0) clear();
  else if (left.size < ids.size) selection.update({ ids: left });
}

/** The chosen ones that the list still shows. */
export function chosen() {
  const { pinned, items } = conversations.get();
  return [...pinned, ...items].filter((one) => selection.get().ids.has(one.id));
}

/**
 * @param {"archive" | "delete" | "restore"} what
 * @param {object} body
 * @returns {Promise<boolean>} whether it was done; what went wrong is said
 */
async function changed(what, body) {
  const { fault } = await request(`/api/conversations/${what}`, { method: "POST", body });
  if (fault !== undefined) failed(fault);
  return fault === undefined;
}

/** @param {string} text @param {() => Promise<unknown>} undo */
const say = (text, undo) => conversations.update({ notice: { text, undo } });

/** @param {Conversation[]} all */
const idsOf = (all) => all.map((one) => one.id);

/** @param {Conversation[]} all @param {boolean} isArchived */
export async function archiveAll(all, isArchived) {
  const ids = idsOf(all);
  if (!(await changed("archive", { ids, is_archived: isArchived }))) return false;
  say(`${counted(ids.length, "chat")} ${isArchived ? "archived" : "restored"}`, () =>
    changed("archive", { ids, is_archived: !isArchived }),
  );
  return true;
}

/** @param {Conversation[]} all */
export async function removeAll(all) {
  const ids = idsOf(all);
  if (!(await changed("delete", { ids }))) return false;
  say(`${counted(ids.length, "chat")} deleted`, () => changed("restore", { ids }));
  return true;
}
