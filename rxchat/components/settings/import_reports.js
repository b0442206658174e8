// Import reports: adds up the reports of several files.
/** @typedef {ApiBody<"ImportBody">} Report */

/** @param {string} one @param {string} other */
const earlier = (one, other) => (new Date(other) < new Date(one) ? other : one);
/** @param {string} one @param {string} other */
const later = (one, other) => (new Date(other) > new Date(one) ? other : one);
/** @param {Report[]} reports @param {"conversations" | "messages" | "duplicates" | "failed"} name */
const sum = (reports, name) => reports.reduce((amount, report) => amount + report[name], 0);

/** @param {Report[]} reports */
function counted(reports) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const report of reports) {
    for (const [what, amount] of Object.entries(report.left_out)) counts[what] = (counts[what] ?? 0) + amount;
  }
  return counts;
}

/**
 * One report like those given, of which there is at least one.
 * @param {Report[]} reports
 * @returns {Report}
 */
export function joined(reports) {
  /** @param {"first_at" | "last_at"} name */
  const times = (name) => reports.flatMap((report) => report[name] ?? []);
  return {
    sources: [...new Set(reports.flatMap((report) => report.sources))],
    conversations: sum(reports, "conversations"),
    messages: sum(reports, "messages"),
    duplicates: sum(reports, "duplicates"),
    failed: sum(reports, "failed"),
    failures: reports.flatMap((report) => report.failures),
    left_out: counted(reports),
    first_at: times("first_at").reduce((one, other) => earlier(one, other), times("first_at")[0] ?? null),
    last_at: times("last_at").reduce((one, other) => later(one, other), times("last_at")[0] ?? null),
  };
}
