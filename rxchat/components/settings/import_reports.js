// Import reports: adds up the reports of several files.
import { counted } from "../lib/counted.js";

/** @typedef {ApiBody<"ImportBody">} Report */
const number = new Intl.NumberFormat();

/** @param {number} amount @param {string} noun */
export const count = (amount, noun) => counted(amount, noun, number.format(amount));

/** @param {string} one @param {string} other */
const earlier = (one, other) => (new Date(other) < new Date(one) ? other : one);
/** @param {string} one @param {string} other */
const later = (one, other) => (new Date(other) > new Date(one) ? other : one);
/** @typedef {"conversations" | "messages" | "duplicates" | "failed"} ChatCount */
/** @typedef {"projects" | "folders" | "prompts" | "artifacts" | "shares" | "instructions"} OtherCount */
/** @param {Report[]} reports @param {ChatCount | OtherCount} name */
const sum = (reports, name) => reports.reduce((amount, report) => amount + report[name], 0);

/** @param {Report[]} reports */
function leftOutIn(reports) {
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
    projects: sum(reports, "projects"),
    folders: sum(reports, "folders"),
    prompts: sum(reports, "prompts"),
    artifacts: sum(reports, "artifacts"),
    shares: sum(reports, "shares"),
    instructions: sum(reports, "instructions"),
    duplicates: sum(reports, "duplicates"),
    failed: sum(reports, "failed"),
    failures: reports.flatMap((report) => report.failures),
    left_out: leftOutIn(reports),
    first_at: times("first_at").reduce((one, other) => earlier(one, other), times("first_at")[0] ?? null),
    last_at: times("last_at").reduce((one, other) => later(one, other), times("last_at")[0] ?? null),
  };
}

/** @type {[OtherCount, string][]} */
const OTHERS = [
  ["projects", "project"],
  ["folders", "folder"],
  ["prompts", "prompt"],
  ["artifacts", "artifact"],
  ["shares", "share link"],
  ["instructions", "custom instruction"],
];

/**
 * What comes along besides chats, such as "3 projects, 20 prompts"; empty if nothing does.
 * @param {Report} report
 */
export const others = (report) =>
  OTHERS.filter(([name]) => report[name] > 0)
    .map(([name, noun]) => count(report[name], noun))
    .join(", ");

/** @param {Report} report */
export const isNew = (report) => report.conversations > 0 || others(report) !== "";
