// An answer in its blocks: a paragraph, a list, a table. Each is drawn for itself, so that a growing answer draws its last one only.
import { parse, preprocess } from "micromark";
import remend from "remend";
import { grammar } from "./dialect.js";
import { CLOSING } from "./formula_rules.js";

// To put a grammar together takes longer than to read a paragraph by it.
const PARSERS = { false: parse({ extensions: grammar() }), true: parse({ extensions: grammar({ isGrowing: true }) }) };
const BETWEEN = new Set(["lineEnding", "lineEndingBlank", "linePrefix"]);
const VERBATIM = new Set(["codeFenced", "codeIndented", "htmlFlow"]);
const FENCE = /^[ \t>*+\-\d.)]*(`{3,}|~{3,})/;
const MENDED = { katex: false, comparisonOperators: false, singleTilde: false, linkMode: "text-only" };

/** The outermost tokens in a list of micromark's events. */
function outermost(events) {
  let depth = 0;
  return events.flatMap(([kind, token]) => (kind === "enter" ? depth++ === 0 : (depth -= 1, false)) ? [token] : []);
}

/** Where the blocks of a text begin, and what they are. */
function blocksOf(text, isGrowing) {
  const parser = Object.assign(PARSERS[isGrowing], { defined: [], lazy: {}, formulas: undefined });
  const tops = outermost(parser.document().write(preprocess()(text, undefined, true)));
  const lines = new Set(); // outside of all containers: what reads them may have read the end of a list before
  const readers = new Set();
  for (const { type, start, _tokenizer } of tops) if (type === "chunkFlow") lines.add(start.line) && readers.add(_tokenizer);
  const flow = [...readers].flatMap((reader) => outermost(reader.events)).filter(({ type, start }) => !BETWEEN.has(type) && lines.has(start.line));
  return [...tops.filter(({ type }) => type !== "chunkFlow"), ...flow]
    .map(({ type, start }) => ({ type, begin: start.offset }))
    .sort((one, other) => one.begin - other.begin);
}

/** Whether a block ends inside of fenced code. */
function isInCode(text) {
  let open = "";
  for (const line of text.split("\n")) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && !open) open = mark;
    else if (mark && mark[0] === open[0] && mark.length >= open.length) open = "";
  }
  return open !== "";
}

/** A display formula with its end. */
function closed(text) {
  const written = text.trim();
  const marker = written.slice(0, 2);
  return written.length > marker.length && written.endsWith(CLOSING[marker]) ? text : `${text}\n${CLOSING[marker]}`;
}

/** The last block of a growing answer, with the ends that it still lacks. */
function mended(text, type) {
  if (type === "formulaBlock") return closed(text);
  return VERBATIM.has(type) || isInCode(text) ? text : remend(text, MENDED);
}

/** A function that cuts a text, quickly where it begins as the one before: what stands before the last two blocks is settled. */
export function cutter(isGrowing) {
  let before = "";
  let known = [];
  return (whole) => {
    const text = whole.startsWith("\ufeff") ? whole.slice(1) : whole;
    // Not `startsWith`, which takes a hundred times as long.
    const kept = before && text.slice(0, before.length) === before ? known.slice(0, -2) : [];
    const from = kept.at(-1)?.end ?? 0;
    const found = blocksOf(text.slice(from), isGrowing);
    const added = found.map(({ type, begin }, place) => {
      const [first, end] = [from + (place && begin), place + 1 < found.length ? from + found[place + 1].begin : text.length];
      return { type, end, source: text.slice(first, end) };
    });
    known = kept.concat(added);
    before = text;
    // A footnote is numbered by what stands anywhere else.
    if (known.some(({ type }) => type === "gfmFootnoteDefinition")) return [text];
    const cut = known.map(({ source }) => source);
    if (isGrowing && cut.length) cut.push(mended(cut.pop(), known.at(-1).type));
    return cut;
  };
}
