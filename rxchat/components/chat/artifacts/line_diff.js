// Line diff: what changed between two versions, in runs of lines, with the unchanged ones between changes folded.
import { diffLines } from "diff";

/** @typedef {"same" | "added" | "removed"} Change */
/** @typedef {{ change: Change, lines: string[], isFolded: boolean }} Run */

const AROUND = 3; // unchanged lines that are shown beside a change
const FOLDED = 4; // fewer aren't worth folding
const LONGEST_MS = 2000;

/** @param {string} text */
const linesOf = (text) => text.replace(/\n$/, "").split("\n");

/**
 * Unchanged lines: those beside a change stay, the rest is folded.
 * @param {string[]} lines
 * @param {boolean} isFirst
 * @param {boolean} isLast
 * @returns {Run[]}
 */
function unchanged(lines, isFirst, isLast) {
  const head = isFirst ? 0 : AROUND;
  const tail = isLast ? 0 : AROUND;
  if (lines.length - head - tail < FOLDED) return [{ change: "same", lines, isFolded: false }];
  /** @type {Run[]} */
  const runs = [
    { change: "same", lines: lines.slice(0, head), isFolded: false },
    { change: "same", lines: lines.slice(head, lines.length - tail), isFolded: true },
    { change: "same", lines: lines.slice(lines.length - tail), isFolded: false },
  ];
  return runs.filter((run) => run.lines.length > 0);
}

/**
 * Null when the versions differ too much to be compared in time.
 * @param {string} before
 * @param {string} after
 * @returns {Run[] | null}
 */
export function lineDiff(before, after) {
  const found = diffLines(`${before}\n`, `${after}\n`, { timeout: LONGEST_MS });
  if (!found) return null;
  return found.flatMap(({ value, added, removed }, at) => {
    const lines = linesOf(value);
    if (!added && !removed) return unchanged(lines, at === 0, at === found.length - 1);
    return { change: /** @type {Change} */ (added ? "added" : "removed"), lines, isFolded: false };
  });
}

/** @param {Run[]} runs */
export function changedLines(runs) {
  const count = (/** @type {Change} */ wanted) =>
    runs.reduce((sum, { change, lines }) => sum + (change === wanted ? lines.length : 0), 0);
  return { added: count("added"), removed: count("removed") };
}
