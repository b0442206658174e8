// Changed conversations, merged into the part of the list that has been loaded. Nothing here asks or draws anything.

import { isNarrow } from "./view_filters.js";

/** @import { Change, Conversation, Hit, List, View } from "../types" */

/**
 * The API's order: newest activity first, by the second.
 * @param {Conversation} row
 * @returns {[string, number]}
 */
const keyOf = (row) => [row.updated_at.slice(0, 19), row.id];

/** @param {Conversation} one @param {Conversation} other */
export function isBefore(one, other) {
  const [[at, id], [otherAt, otherId]] = [keyOf(one), keyOf(other)];
  return at === otherAt ? id > otherId : at > otherAt;
}

/** @param {View} view @param {Conversation} row */
const isIn = (view, row) => row.is_archived === view.isArchived && (!view.provider || view.provider === row.provider);

/** @param {Conversation[]} rows @param {Conversation} row */
function insert(rows, row) {
  const later = rows.findIndex((other) => isBefore(row, other));
  return later < 0 ? [...rows, row] : rows.toSpliced(later, 0, row);
}

/**
 * The list with each changed row where it belongs now. One beyond `end` is left out: it comes with the page it is on.
 * @param {List} list
 * @param {Change[]} changes
 */
export function mergeRows({ view, pinned, items, end }, changes) {
  const newest = new Map(changes.map(({ id, row }) => [id, row]));
  /** @param {Conversation[]} rows */
  const others = (rows) => (rows.some((row) => newest.has(row.id)) ? rows.filter((row) => !newest.has(row.id)) : rows);
  let [top, rest] = [others(pinned), others(items)];
  const known = isNarrow(view) ? new Set([...pinned, ...items].map(({ id }) => id)) : null;
  for (const row of newest.values()) {
    if (!row || !isIn(view, row) || (known && !known.has(row.id))) continue;
    if (row.is_pinned && !view.isArchived) top = insert(top, row);
    else if (!end || !isBefore(end, row)) rest = insert(rest, row);
  }
  return { pinned: top, items: rest };
}

/**
 * Search hits with the changed names. `isStale`: whether a name that the words were found in is another now, which is for the
 * server to look through.
 * @param {Hit[]} hits
 * @param {Change[]} changes
 * @param {View} view
 */
export function mergeHits(hits, changes, view) {
  const newest = new Map(changes.map(({ id, row }) => [id, row]));
  let isStale = false;
  const merged = hits.flatMap((hit) => {
    if (!newest.has(hit.id)) return [hit];
    const row = newest.get(hit.id);
    if (!row || !isIn(view, row)) return [];
    isStale ||= hit.match.message_id === null && hit.title !== row.title;
    return [{ ...hit, ...row, match: hit.match }];
  });
  return { hits: merged, isStale };
}
