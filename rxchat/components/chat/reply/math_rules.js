// What is a formula and what only looks like one. Models write \(..\), \[..\], $$..$$ and $..$; people write prices, shell
// variables and jQuery. Nothing here knows of Markdown: math_syntax.js asks where Markdown has a formula at all.

/**
 * The longest formula looked for, in characters: what has no end is not searched for one to the end of the answer.
 * @type {Record<string, number>}
 */
export const LONGEST = { $: 1_000, $$: 8_000, "\\(": 2_000, "\\[": 8_000 };
/** @type {Record<string, string>} */
export const CLOSING = { $: "$", $$: "$$", "\\(": "\\)", "\\[": "\\]" };
export const DISPLAYED = new Set(["$$", "\\["]);

const WORD = /[\w]/;
const OPENINGS = /[([{]/g;
const CLOSINGS = /[)\]}]/g;

/** @param {string} text @param {RegExp} pattern */
const count = (text, pattern) => (text.match(pattern) ?? []).length;

/**
 * Whether a dollar sign after `before` may open a formula: one that ends a word or a number is a price.
 * @param {string} before
 */
export const mayOpen = (before) => !(before === "$" || WORD.test(before));

/**
 * Whether what stands between two markers is a formula. `after` is the character that follows it, or "".
 * @param {string} marker
 * @param {string} content
 * @param {string} after
 */
export function isFormula(marker, content, after) {
  if (!content.trim()) return false;
  if (marker[0] === "\\") return true;
  if (WORD.test(after) || after === "$" || after === "{" || after === "(") return false;
  const isTight = [/^\S/.test(content), /\S$/.test(content)];
  if (marker === "$$") return isTight[0] === isTight[1] || content.includes("\n");
  // In code what is opened before one dollar sign is closed after the next: $('a').add($('b')).
  return isTight[0] && isTight[1] && (content.includes("\\") || count(content, OPENINGS) === count(content, CLOSINGS));
}

/**
 * The marker that a text has at a place, or "".
 * @param {string} text
 * @param {number} at
 */
function markerOf(text, at) {
  const two = text.slice(at, at + 2);
  if (two === "$$") return text[at + 2] === "$" ? "" : two;
  return Object.hasOwn(LONGEST, two) ? two : two[0] === "$" ? "$" : "";
}

/**
 * Where the formula that opens at `at` closes, as the place after its closing marker, or -1.
 * @param {string} text
 * @param {number} at
 * @param {string} marker
 */
function closes(text, at, marker) {
  const closing = CLOSING[marker];
  const last = Math.min(text.length, at + LONGEST[marker]);
  for (let place = at + marker.length; place < last; place += 1) {
    if (text.startsWith(closing, place)) return place + closing.length;
    if (text[place] !== "\\") continue;
    if (text.startsWith(marker, place)) return -1;
    place += 1; // what a backslash stands before closes nothing
  }
  return -1;
}

/** @param {string} text @param {number} at @param {number} end @param {string} marker */
const content = (text, at, end, marker) => text.slice(at + marker.length, end - marker.length);

/**
 * How many lines the display formula takes that a text begins with; 0 where there is none. One that has not ended yet takes
 * all there are, where the text may still grow.
 * @param {string} text
 * @param {{ isGrowing: boolean }} options
 */
export function displayLines(text, { isGrowing }) {
  const marker = markerOf(text, 0);
  if (!DISPLAYED.has(marker)) return 0;
  const end = closes(text, 0, marker);
  if (end < 0) return isGrowing && isOpen(text, marker) ? Infinity : 0;
  const formula = content(text, 0, end, marker);
  if (!/^[ \t]*(?:[\n\0]|$)/.test(text.slice(end)) || !isFormula(marker, formula, "")) return 0;
  if (/^[ \t>]*(?:```|~~~)/m.test(formula)) return 0;
  // Words may stand between two pairs of markers. A formula has an empty line in it only where its markers have lines of their own.
  if (/\n[ \t>]*\n/.test(formula) && !/^[ \t]*\n[\s\S]*\n[ \t>]*$/.test(formula)) return 0;
  return formula.split("\n").length;
}

/** @param {string} text @param {string} marker */
const isOpen = (text, marker) =>
  text.length < LONGEST[marker] &&
  !/\n[ \t>]*(?:```|~~~)/.test(text) &&
  (/^..[ \t]*(?:[\n\0]|$)/.test(text) || (marker === "\\[" && !/\n[ \t>]*\n/.test(text)));

/**
 * The places in a line of a table where a formula stands, as [begin, end]. A pipe in it parts no cells.
 * @param {string} line
 */
export function formulasOf(line) {
  /** @type {[number, number][]} */
  const found = [];
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === "`") {
      const run = /^`+/.exec(line.slice(at))?.[0] ?? "";
      const end = line.indexOf(run, at + run.length);
      at = (end < 0 ? at : end) + run.length - 1;
      continue;
    }
    const marker = markerOf(line, at);
    const end = marker && (marker[0] === "\\" || mayOpen(line[at - 1] ?? "")) ? closes(line, at, marker) : -1;
    if (
      end > 0 &&
      isFormula(marker, content(line, at, end, marker), line[end] ?? "") &&
      isOneCell(marker, content(line, at, end, marker))
    ) {
      found.push([at, end]);
      at = end - 1;
    } else if (line[at] === "\\" || marker === "$$") at += 1;
  }
  return found;
}

/**
 * Where the pipes in a line of a table stand that part no cells.
 * @param {string} line
 */
export function pipesInFormulas(line) {
  /** @type {Set<number>} */
  const places = new Set();
  for (const [begin, end] of formulasOf(line))
    for (let at = line.indexOf("|", begin); at >= 0 && at < end; at = line.indexOf("|", at + 1)) places.add(at);
  return places;
}

/**
 * Two cells with a dollar sign each are no formula: one pipe alone needs more of a formula about it.
 * @param {string} marker
 * @param {string} formula
 */
const isOneCell = (marker, formula) =>
  marker[0] === "\\" || !formula.includes("|") || count(formula, /\|/g) % 2 === 0 || /[\\(^_=<>]/.test(formula);
