// The names a person thinks in, by the clock of their own browser.
const MONTH = new Intl.DateTimeFormat("en", { month: "long", year: "numeric" }); // made once: that takes a millisecond
const DAY_MS = 86_400_000;
const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());

function period(date, today) {
  const days = Math.round((today.getTime() - midnight(date).getTime()) / DAY_MS); // rounded: some days have an hour more or less
  if (days <= 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days <= 7) return "Previous 7 days";
  if (days <= 30) return "Previous 30 days";
  return MONTH.format(date);
}

/** Conversations, newest first, under the name of their time: `[name, conversations]`. */
export function byPeriod(conversations, now = new Date()) {
  const today = midnight(now);
  const groups = new Map();
  for (const conversation of conversations) {
    const name = period(new Date(conversation.updated_at), today);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(conversation);
  }
  return [...groups];
}
