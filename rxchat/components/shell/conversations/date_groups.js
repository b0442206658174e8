// The names a person thinks in, by the clock of their own browser.

/** @import { Conversation } from "../types" */

const MONTH = new Intl.DateTimeFormat("en", { month: "long", year: "numeric" }); // made once: that takes a millisecond
const DAY_MS = 86_400_000;
/** @param {Date} date */
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

/** @param {Date} date @param {Date} today */
function period(date, today) {
  const days = Math.round((today.getTime() - midnight(date).getTime()) / DAY_MS); // rounded: some days have an hour more or less
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days <= 7) return "Previous 7 days";
  if (days <= 30) return "Previous 30 days";
  return MONTH.format(date);
}

/**
 * Conversations, newest first, under the name of their time: `[name, conversations]`.
 * @param {Conversation[]} conversations
 */
export function byPeriod(conversations, now = new Date()) {
  const today = midnight(now);
  /** @type {Map<string, Conversation[]>} */
  const groups = new Map();
  for (const conversation of conversations) {
    const name = period(new Date(conversation.updated_at), today);
    const group = groups.get(name);
    if (group) group.push(conversation);
    else groups.set(name, [conversation]);
  }
  return [...groups];
}
