// What is said of a deleted conversation.

const DAY_MS = 86_400_000;

/**
 * How long it is kept.
 * @param {Pick<ApiBody<"TrashedBody">, "purged_after">} conversation
 */
export function keptFor({ purged_after: end }, now = Date.now()) {
  if (!end) return "Kept until you delete it";
  const days = Math.ceil((new Date(end).getTime() - now) / DAY_MS);
  if (days <= 0) return "Deleted permanently within the hour";
  return `Deleted permanently in ${days === 1 ? "1 day" : `${days} days`}`;
}
