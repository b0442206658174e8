// How much of an answer is read as Markdown. What is nested without end, or has marks without end in one run of words, takes a
// reader more than all time; past these bounds it is plain text. Nothing that a person would read comes near them.

/** @import { Code, Construct, Event, Extension, FullNormalizedExtension, Point, TokenizeContext } from "micromark-util-types" */

const EFFORT = 60_000; // characters looked at in vain, in one run of words
const PER_MARK = 60;
const PER_FORMULA = 140; // drawing one takes longer than reading it
const AUTOLINK_EFFORT = 60_000; // the same for addresses, each of which looks back for an open bracket
const AUTOLINKS = new Set(["emailAutolink", "protocolAutolink", "wwwAutolink"]);
const MARKS = [33, 36, 38, 42, 60, 91, 92, 93, 95, 96, 126]; // ! $ & * < [ \ ] _ ` ~

const DEEP_LINE = /^(?:(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])[ \t])){20}|[ \t>]{100,}(?:>|(?:[-+*]|\d{1,9}[.)])[ \t]))/m;

/**
 * The lines, with those around them up to the next empty ones, that are nested more deeply than anybody means: {begin, length}.
 * @param {string} text
 */
export function deepLines(text) {
  const found = DEEP_LINE.exec(text)?.index ?? -1;
  if (found < 0) return null;
  const begin = Math.max(0, text.lastIndexOf("\n\n", found) + 2 * Number(text.lastIndexOf("\n\n", found) >= 0));
  const end = text.indexOf("\n\n", found);
  return { begin, length: (end < 0 ? text.length : end + 2) - begin };
}

/** @type {WeakMap<TokenizeContext, { left: number, autolinks: number }>} */
const efforts = new WeakMap(); // by the reader of a run of words

/** @param {TokenizeContext} reader */
function effortOf(reader) {
  const effort = efforts.get(reader) ?? { left: EFFORT, autolinks: AUTOLINK_EFFORT };
  efforts.set(reader, effort);
  return effort;
}

/**
 * A construct of micromark's that gives up once a run of words has taken too much effort.
 * @param {Construct} construct
 * @returns {Construct}
 */
const limited = (construct) => ({
  ...construct,
  add: undefined,
  tokenize(effects, ok, nok) {
    const effort = effortOf(this);
    if (effort.left <= 0) return nok;
    const start = this.now().offset;
    effort.left -= PER_MARK;
    /** @param {Code} code */
    const done = (code) => {
      if (construct.name === "formulaText") effort.left -= PER_FORMULA;
      return ok(code);
    };
    /** @param {Code} code */
    const failed = (code) => {
      effort.left -= this.now().offset - start;
      return nok(code);
    };
    return construct.tokenize.call(this, effects, done, failed);
  },
});

/**
 * How many events the grammar of addresses goes through before it finds an open bracket. Where there is none it leaves a mark,
 * and goes no further than that the next time.
 * @param {Event[]} events
 */
function stepsToBracket(events) {
  for (let at = events.length - 1; at >= 0; at -= 1) {
    const [, token] = events[at];
    if ((token.type === "labelLink" || token.type === "labelImage") && !token._balanced) return events.length - at;
    if ("_gfmAutolinkLiteralWalkedInto" in token) return 0;
  }
  return 0;
}

/**
 * How many characters are left of the word at a place.
 * @param {TokenizeContext} reader
 * @param {Point} start
 */
function restOfWord(reader, start) {
  const line = reader.sliceSerialize({ start, end: { ...start, _index: start._index + 1, _bufferIndex: -1 } });
  const end = line.search(/\s/);
  return end < 0 ? line.length : end;
}

/**
 * A construct for addresses that gives up once they have taken too much effort in a run of words.
 * @param {Construct} construct
 * @returns {Construct}
 */
const limitedAutolink = (construct) => ({
  ...construct,
  tokenize(effects, ok, nok) {
    const effort = effortOf(this);
    if (effort.autolinks <= 0) return nok;
    const start = this.now();
    effort.autolinks -= stepsToBracket(this.events);
    /** @param {Code} code */
    const failed = (code) => {
      // The others go back by themselves before they give up.
      effort.autolinks -= construct.name === "emailAutolink" ? this.now().offset - start.offset : restOfWord(this, start);
      return nok(code);
    };
    return construct.tokenize.call(this, effects, ok, failed);
  },
});

/**
 * GitHub's grammar with bounded addresses: every word may be the beginning of one.
 * @param {Extension} gfm
 * @returns {Extension}
 */
export function boundedAutolinks(gfm) {
  /** @type {Map<Construct, Construct>} */
  const known = new Map();
  /** @param {Construct} construct */
  const bounded = (construct) => {
    if (!AUTOLINKS.has(construct.name ?? "")) return construct;
    known.set(construct, known.get(construct) ?? limitedAutolink(construct));
    return known.get(construct) ?? construct;
  };
  const text = Object.entries(gfm.text ?? {}).map(([code, list]) => [code, [list ?? []].flat().map(bounded)]);
  return { ...gfm, text: Object.fromEntries(text) };
}

/**
 * A mark that means nothing. It comes last, so that what comes after it in the grammar is never asked.
 * @type {Construct}
 */
const letter = {
  tokenize: (effects, ok) => (code) => {
    effects.enter("data");
    effects.consume(code);
    effects.exit("data");
    return ok;
  },
};

/**
 * An extension for micromark that bounds those whose constructs are given, as a parser has them.
 * @param {FullNormalizedExtension} constructs
 * @returns {Extension}
 */
export function bounds({ text }) {
  /** @type {Map<Construct, Construct>} */
  const known = new Map(); // one for each: what a construct resolves at the end, it resolves once
  /** @param {Construct} construct */
  const once = (construct) => {
    const bounded = known.get(construct) ?? limited(construct);
    known.set(construct, bounded);
    return bounded;
  };
  return { text: Object.fromEntries(MARKS.map((mark) => [mark, [...[text[mark] ?? []].flat().map(once), letter]])) };
}
