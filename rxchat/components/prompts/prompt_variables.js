// The variables of a prompt's text, `{name}` and `{{name}}`, found and filled in one reading. Nothing is evaluated. The server has the
// same rules, in words too: rxchat/domain/prompt_variables.py. `tests/corpora/prompt_texts.py` is for both.

/** @import { PromptPart } from "./types" */
/** @typedef {[start: number, end: number]} Span */
/** @typedef {[start: number, end: number, name: string]} Place of a variable */

const LONGEST_NAME = 40;

const PLACEHOLDER = /(\{\{?)([^{}\n]{1,60})(\}\}?)/gu;
const NAME = /^[\p{L}_][\p{L}\p{M}\p{N}_-]*(?: [\p{L}\p{M}\p{N}_-]+){0,3}$/u;
const FENCE = /^[ \t]{0,30}(`{3,}(?=[^`\n]*$)|~{3,})/;
const TICKS = /`+/g;
const F_STRING = /(?<![A-Za-z0-9_])(?:[fF][rR]?|[rR][fF])(["'])/g;
const LATEX = /\\[A-Za-z]{1,40}\*?|\[[^[\]{}\n]{0,40}\]|[_^{}]/g;
const LETTER = /[\p{L}\p{N}]/u;

/** @param {string} name */
const isName = (name) => name.length <= 2 * LONGEST_NAME && [...name].length <= LONGEST_NAME && NAME.test(name);

/**
 * @param {string} line
 * @returns {Place[]}
 */
const candidates = (line) =>
  [...line.matchAll(PLACEHOLDER)].flatMap((match) => {
    const [whole, opening, inner, closing] = match;
    const name = opening.length > 1 ? inner.replace(/^[ \t]+/, "").replace(/[ \t]+$/, "") : inner;
    if (closing.length < opening.length || !isName(name)) return [];
    return [[match.index, match.index + whole.length - (closing.length - opening.length), name]];
  });

/**
 * What stands between two runs of equally many backticks.
 * @param {string} line
 */
function codeSpans(line) {
  const runs = [...line.matchAll(TICKS)].map(({ index, 0: run }) => ({
    start: index,
    end: index + run.length,
    size: run.length,
  }));
  /** @type {number[]} */
  const partners = [];
  /** @type {Map<number, number>} */
  const following = new Map();
  for (let at = runs.length - 1; at >= 0; at--) {
    partners[at] = following.get(runs[at].size) ?? -1;
    following.set(runs[at].size, at);
  }
  /** @type {Span[]} */
  const spans = [];
  for (let at = 0; at < runs.length; at++) {
    const partner = partners[at];
    if (partner < 0) continue;
    spans.push([runs[at].end, runs[partner].start]);
    at = partner;
  }
  return spans;
}

/** @param {string} line */
function fStrings(line) {
  /** @type {Span[]} */
  const spans = [];
  const unclosed = new Set();
  let end = 0;
  for (const match of line.matchAll(F_STRING)) {
    const begin = match.index + match[0].length;
    if (match.index < end || unclosed.has(match[1])) continue;
    const closing = line.indexOf(match[1], begin);
    if (closing < 0) {
      unclosed.add(match[1]);
    } else {
      spans.push([begin, closing]);
      end = closing + 1;
    }
  }
  return spans;
}

/**
 * Whether `^` or `_` raises or lowers what follows: `_` does so after a single letter, a bracket or a command.
 * @param {string} line
 * @param {number} at
 * @param {number} commandEnd
 */
function isScript(line, at, commandEnd) {
  const before = line[at - 1] ?? "";
  if (line[at] === "^" || at === commandEnd) return before.trim() !== "";
  if (")]}".includes(before) && before) return line[at] === "_";
  const earlier = line[at - 2] ?? "";
  return line[at] === "_" && LETTER.test(before) && !(LETTER.test(earlier) || earlier === "_" || earlier === "\\");
}

/**
 * Where the braces of LaTeX open: those of an argument, and those in one.
 * @param {string} line
 */
function latexArguments(line) {
  /** @type {Set<number>} */
  const found = new Set();
  if (!/[\\^_]/.test(line)) return found;
  let expected = -1; // where an argument would begin
  let commandEnd = -1;
  let depth = 0;
  /** @type {boolean[]} */
  const open = [];
  for (const { 0: token, index: start } of line.matchAll(LATEX)) {
    const end = start + token.length;
    if (token === "{") {
      const isArgument = start === expected;
      if (isArgument || depth) found.add(start);
      open.push(isArgument);
      depth += Number(isArgument);
    } else if (token === "}") {
      const wasArgument = open.pop() ?? false;
      depth -= Number(wasArgument);
      expected = wasArgument ? end : -1;
    } else if (token[0] === "\\" || (token[0] === "[" && start === commandEnd)) {
      expected = end;
      commandEnd = end;
    } else if (isScript(line, start, commandEnd)) {
      expected = end;
    }
  }
  return found;
}

/**
 * The span around a position, asked for positions in their order.
 * @param {Span[]} spans
 */
function asked(spans) {
  let at = 0;
  /** @param {number} position */
  return (position) => {
    while (at < spans.length && spans[at][1] <= position) at++;
    return at < spans.length && spans[at][0] <= position ? spans[at] : null;
  };
}

/**
 * @param {string} line
 * @param {boolean} isCode
 * @returns {Place[]}
 */
function placesIn(line, isCode) {
  const found = candidates(line);
  if (!found.length) return found;
  const inLatex = latexArguments(line);
  const stringAround = asked(fStrings(line));
  const codeAround = asked(isCode ? [[0, line.length]] : codeSpans(line));
  return found.filter(([begin, end]) => {
    if (inLatex.has(begin) || stringAround(begin)) return false;
    const code = codeAround(begin);
    const isAlone = !code || line.slice(...code).trim() === line.slice(begin, end);
    return line.startsWith("{{", begin) || (isAlone && line[begin - 1] !== "$");
  });
}

/**
 * The mark with which a line opens a fenced block, or closes the one of `fence`.
 * @param {string} line
 * @param {string} fence
 */
function fenceOf(line, fence) {
  const mark = FENCE.exec(line)?.[1] ?? "";
  return !fence || (mark.startsWith(fence) && line.trim() === mark) ? mark : "";
}

/** @param {string} text */
function places(text) {
  /** @type {Place[]} */
  const found = [];
  let start = 0;
  let fence = "";
  for (const line of text.split("\n")) {
    const mark = fenceOf(line, fence);
    if (mark) fence = fence ? "" : mark;
    else for (const [begin, end, name] of placesIn(line, fence !== "")) found.push([start + begin, start + end, name]);
    start += line.length + 1;
  }
  return found;
}

/**
 * The text in parts, which joined are the text again.
 * @param {string} text
 */
export function promptParts(text) {
  /** @type {PromptPart[]} */
  const parts = [];
  let at = 0;
  for (const [start, end, name] of places(text)) {
    if (start > at) parts.push({ text: text.slice(at, start), name: "" });
    parts.push({ text: text.slice(start, end), name });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), name: "" });
  return parts;
}

/**
 * The names, each once, in the order of their first places.
 * @param {string} text
 */
export const variablesOf = (text) => [...new Set(promptParts(text).flatMap(({ name }) => name || []))];

/**
 * The text with its variables replaced. Those without a value stay as they are written; values aren't read again.
 * @param {string} text
 * @param {Map<string, string>} values
 */
export const fill = (text, values) =>
  promptParts(text)
    .map((part) => (part.name && values.get(part.name)) || part.text)
    .join("");
