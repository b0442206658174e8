// How much of an answer is read as Markdown. What is nested without end, or has marks without end in one run of words, takes a
// reader more than all time; past these bounds it is plain text. Nothing that a person would read comes near them.

/** @import { Code, Construct, Extension, FullNormalizedExtension, TokenizeContext } from "micromark-util-types" */

const EFFORT = 60_000; // characters looked at in vain, in one run of words
const PER_MARK = 60;
const PER_FORMULA = 140; // drawing one takes longer than reading it
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

/** @type {WeakMap<TokenizeContext, { left: number }>} */
const efforts = new WeakMap(); // by the reader of a run of words

/** @param {TokenizeContext} reader */
function effortOf(reader) {
  const effort = efforts.get(reader) ?? { left: EFFORT };
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
