// An answer in its blocks: a paragraph, a list, a table. Each is drawn for itself, so that a growing answer draws its last one only.
import { parse, preprocess } from "micromark";
import remend from "remend";
import { deepLines } from "./bounds.js";
import { grammar } from "./dialect.js";
import { CLOSING } from "./math_rules.js";
import { isProse } from "./prose.js";

/** @import { Event } from "micromark-util-types" */
/** @import { Block } from "../types" */

// To put a grammar together takes longer than to read a paragraph by it.
const SETTLED = parse({ extensions: grammar() });
const GROWING = parse({ extensions: grammar({ isGrowing: true }) });
const BETWEEN = new Set(["lineEnding", "lineEndingBlank", "linePrefix"]);
const VERBATIM = new Set(["codeFenced", "codeIndented", "htmlFlow"]);
const FENCE = /^[ \t>*+\-\d.)]*(`{3,}|~{3,})/;
const REMEND_OPTIONS = { katex: false, comparisonOperators: false, singleTilde: false, linkMode: "text-only" };

/**
 * The outermost tokens in a list of micromark's events.
 * @param {Event[]} events
 */
function outermost(events) {
  let depth = 0;
  return events.flatMap(([kind, token]) => {
    depth += kind === "enter" ? 1 : -1;
    return kind === "enter" && depth === 1 ? [token] : [];
  });
}

/**
 * Where the blocks of a text begin, and what they are.
 * @param {string} text
 * @param {boolean} isGrowing
 */
function blocksOf(text, isGrowing) {
  const parser = Object.assign(isGrowing ? GROWING : SETTLED, { defined: [], lazy: {}, formulas: undefined });
  const tops = outermost(parser.document().write(preprocess()(text, undefined, true)));
  const lines = new Set(); // outside of all containers: what reads them may have read the end of a list before
  const readers = new Set();
  for (const { type, start, _tokenizer } of tops) if (type === "chunkFlow") lines.add(start.line) && readers.add(_tokenizer);
  const flow = [...readers]
    .flatMap((reader) => outermost(reader.events))
    .filter(({ type, start }) => !BETWEEN.has(type) && lines.has(start.line));
  return [...tops.filter(({ type }) => type !== "chunkFlow"), ...flow]
    .map(({ type, start }) => ({ type, begin: start.offset }))
    .sort((one, other) => one.begin - other.begin);
}

/**
 * Whether a block ends inside of fenced code.
 * @param {string} text
 */
function isInCode(text) {
  let open = "";
  for (const line of text.split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && !open) open = mark;
    else if (mark && mark[0] === open[0] && mark.length >= open.length) open = "";
  }
  return open !== "";
}

/**
 * A display formula with its end.
 * @param {string} text
 */
function closed(text) {
  const written = text.trim();
  const marker = written.slice(0, 2);
  return written.length > marker.length && written.endsWith(CLOSING[marker]) ? text : `${text}\n${CLOSING[marker]}`;
}

/**
 * Returns the last block of a growing answer with its open Markdown closed.
 * @param {string} text
 * @param {string} type
 */
function completed(text, type) {
  if (type === "formulaBlock") return closed(text);
  return VERBATIM.has(type) || isProse(text.trimEnd()) || isInCode(text) ? text : remend(text, REMEND_OPTIONS);
}

// The longest block that is read, in characters and lines, and the most blocks. One that still grows is read again at each frame.
const LONGEST = 32_000;
const LONGEST_GROWING = 12_000;
const MOST_LINES = 1_000;
const MOST_BLOCKS = 600;
const MOST_PLAIN = 4;
const MOST_CELLS = 3_000;
const MOST_FOOTNOTES = 50;
const PLAIN = "\0";

/**
 * The text of a block that is to stand as it is, or null.
 * @param {string} block
 */
export const plainText = (block) => (block.startsWith(PLAIN) ? block.slice(PLAIN.length) : null);

/**
 * Where a block ends that is too long to be read: code with its fence, all else with the next empty line.
 * @param {string} text
 * @param {number} begin
 * @param {string} type
 * @param {number} longest
 */
function endOfLong(text, begin, type, longest) {
  const fence = type === "codeFenced" && /^ {0,3}(`{3,}|~{3,})/.exec(text.slice(begin, begin + longest))?.[1];
  const end = fence ? new RegExp(`\\n {0,3}${fence[0]}{${fence.length},}[ \\t]*(?:\\r?\\n|$)`, "g") : /\n[ \t]*\r?\n/g;
  end.lastIndex = begin + (fence ? fence.length : longest);
  return end.exec(text) ? end.lastIndex : text.length;
}

/**
 * The end of what is looked at together: whole lines, where they are not longer than a block may be.
 * @param {string} text
 * @param {number} from
 * @param {number} longest
 */
function windowEnd(text, from, longest) {
  let end = from;
  for (let line = 0; line < MOST_LINES && end < text.length && end < from + longest; line += 1)
    end = text.indexOf("\n", end) + 1 || text.length;
  return Math.min(end, from + 2 * longest);
}

/**
 * The blocks of a text from a place on: `room` of them at most, and the rest as one.
 * @param {string} text
 * @param {number} from
 * @param {boolean} isGrowing
 * @param {number} room
 */
export function blocksFrom(text, from, isGrowing, room) {
  const longest = isGrowing ? LONGEST_GROWING : LONGEST;
  /** @type {Block[]} */
  const blocks = [];
  /** @param {string} type @param {number} end @param {boolean} isPlain */
  const add = (type, end, isPlain) => {
    const source = text.slice(from, end);
    const isLarge =
      !VERBATIM.has(type) && (source.length > longest || (type === "table" && source.split("|").length > MOST_CELLS));
    if (end > from) blocks.push({ type, begin: from, source, isPlain: isPlain || isLarge });
    from = end;
  };
  while (from < text.length) {
    if (blocks.length >= room || blocks.filter(({ isPlain, type }) => isPlain && type !== "codeFenced").length >= MOST_PLAIN) {
      add("content", text.length, true);
      break;
    }
    const window = windowEnd(text, from, longest);
    const deep = deepLines(text.slice(from, window));
    const [begin, end] = [from, deep ? from + deep.begin : window];
    const isWhole = deep || end >= text.length;
    const found = blocksOf(text.slice(from, end), isGrowing && end >= text.length);
    const type = found[0]?.type ?? "content";
    if (!isWhole && found.length < 2) add(type, endOfLong(text, from, type, window - from), true);
    for (const [place, block] of (isWhole ? found : found.slice(0, -1)).slice(0, room - blocks.length).entries())
      add(block.type, place + 1 < found.length ? begin + found[place + 1].begin : end, false);
    if (blocks.length >= room) continue;
    if (deep) add("content", Math.min(text.length, Math.max(from, begin + deep.begin) + deep.length), true);
    else if (isWhole) from = end; // nothing but empty lines
  }
  return blocks;
}

const LETTER = /^\p{L}/u;
const FENCE_MARK = /[`~]/;

/** @param {string} code @param {string} more */
function isInTheSameCode(code, more) {
  const line = code.slice(code.trimEnd().lastIndexOf("\n") + 1); // the last one that is not empty may be a fence, or become one
  return !FENCE_MARK.test(line) && !FENCE_MARK.test(more) && !deepLines(line + more);
}

/**
 * Whether more of the text only makes its last block longer. A line that begins with a letter is a paragraph, whatever comes after
 * the letter, and nothing but a fence ends code.
 * @param {Block} block
 * @param {string} more
 */
function isLengthened({ type, source, isPlain }, more) {
  if (type === "content") return LETTER.test(source) && !source.includes("\n") && !more.includes("\n");
  if (type !== "codeFenced" || !isInTheSameCode(source, more)) return false;
  const code = source + more;
  return isPlain || (code.length <= LONGEST_GROWING && code.split("\n").length <= MOST_LINES);
}

/**
 * @param {Block} block
 * @param {string} source
 */
const lengthened = (block, source) => ({
  ...block,
  source,
  isPlain: block.isPlain || (block.type === "content" && source.length > LONGEST_GROWING),
});

/**
 * A function that cuts a text, quickly where it begins as the one before: what stands before the last two blocks is settled, and
 * the last one is not read again where it can only have become longer.
 * @param {boolean} isGrowing
 * @param {typeof blocksFrom} read
 * @returns {(whole: string) => string[]}
 */
export function cutter(isGrowing, read = blocksFrom) {
  let before = "";
  /** @type {Block[]} */
  let known = [];

  /** @param {string} text */
  const add = (text) => {
    // Not `startsWith`, which takes a hundred times as long.
    const isMore = before && text.slice(0, before.length) === before;
    const open = isMore && isGrowing ? known.at(-1) : undefined;
    const more = text.slice(before.length);
    if (open && isLengthened(open, more)) return known.with(-1, lengthened(open, text.slice(open.begin)));
    const kept = isMore ? known.slice(0, -2) : [];
    const last = kept.at(-1);
    return kept.concat(read(text, last ? last.begin + last.source.length : 0, isGrowing, MOST_BLOCKS - kept.length));
  };

  return (whole) => {
    const text = whole.replace(/^\ufeff/, "").replace(/\r(?!\n)/g, "\n"); // as Markdown sees it
    known = add(text);
    before = text;
    // A footnote is numbered by what stands anywhere else.
    const notes = known.filter(({ type }) => type === "gfmFootnoteDefinition").length;
    if (
      notes &&
      notes <= MOST_FOOTNOTES &&
      text.length <= (isGrowing ? LONGEST_GROWING : LONGEST) &&
      !known.some(({ isPlain }) => isPlain)
    )
      return [text];
    const cut = known.map(({ source, isPlain }) => (isPlain ? PLAIN + source : source));
    const open = isGrowing ? known.at(-1) : undefined;
    if (open && !open.isPlain) cut.splice(-1, 1, completed(open.source, open.type));
    return cut;
  };
}
