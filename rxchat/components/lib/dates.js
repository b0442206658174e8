// A moment as the person's own clock and calendar say it.
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const DAY = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });
const DAY_AND_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/**
 * The time of a moment of today, before it the day of others, with the year where it is another one.
 * @param {Date} moment
 */
export function brief(moment, now = new Date()) {
  const time = TIME.format(moment);
  const shown = day(moment, now);
  return shown === time ? time : `${shown}, ${time}`;
}

/**
 * The time of a moment of today, the day of others, with the year where it is another one.
 * @param {Date} moment
 */
export function day(moment, now = new Date()) {
  if (moment.toDateString() === now.toDateString()) return TIME.format(moment);
  return (moment.getFullYear() === now.getFullYear() ? DAY : DAY_AND_YEAR).format(moment);
}

/** @param {Date} moment */
export const full = (moment) => FULL.format(moment);
