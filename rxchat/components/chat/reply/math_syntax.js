// Formulas as a part of Markdown's own grammar (an extension for micromark): where code, lists, quotes and tables are known.
//
// A display formula is a block where it has its lines to itself, like fenced code: nothing in it is a list or a heading. Whether it
// ends is known before it begins, because a block can't be taken back once its lines were read.
import { CLOSING, DISPLAYED, displayLines, isFormula, LONGEST, mayOpen, pipesInFormulas } from "./math_rules.js";

/** @import { Code, Construct, Extension, State, Token } from "micromark-util-types" */
/** @import { TreeBuilder } from "../types" */

const DOLLAR = 36;
const BACKSLASH = 92;
const PIPE = 124;
const LETTER = 120;
const CHUNKS = 800; // a line is two of them: enough for the longest formula

/** @param {Code} code @returns {code is -5 | -4 | -3} */
const isLineEnd = (code) => code !== null && code < -2;
/** @param {Code} code */
const character = (code) => (code === null || code < 0 ? "" : String.fromCharCode(code));

/**
 * Looks ahead for the end of a display formula, where a block may begin. It is never a container itself.
 * @param {boolean} isGrowing
 * @returns {Construct}
 */
const lookout = (isGrowing) => ({
  tokenize(_effects, _ok, nok) {
    return (code) => {
      const start = this.now();
      const ahead = this.sliceSerialize({ start, end: { ...start, _index: start._index + CHUNKS, _bufferIndex: -1 } });
      const lines = displayLines(ahead.replace(/\r\n?/g, "\n"), { isGrowing });
      this.parser.formulas ??= new Map();
      if (lines) this.parser.formulas.set(start.line, start.line + lines - 1);
      return nok(code);
    };
  },
});

/** @type {Construct} */
const block = {
  name: "formulaBlock",
  concrete: true,
  tokenize(effects, ok, nok) {
    /** @type {number | undefined} */
    let last;
    /** @type {State} */
    const begin = (code) => {
      last = this.parser.formulas?.get(this.now().line);
      if (last === undefined) return nok(code);
      if (this.interrupt) return ok(code);
      effects.enter("formulaBlock");
      effects.enter("formulaData");
      return inside(code);
    };
    /** @type {State} */
    const inside = (code) => {
      if (code !== null && !isLineEnd(code)) {
        effects.consume(code);
        return inside;
      }
      effects.exit("formulaData");
      const isLast = this.now().line === last || (code === null && last === Infinity);
      if (isLast) {
        effects.exit("formulaBlock");
        return ok(code);
      }
      if (code === null) return nok(code);
      effects.enter("lineEnding");
      effects.consume(code);
      effects.exit("lineEnding");
      return nextLine;
    };
    /** @type {State} */
    const nextLine = (code) => {
      if (this.parser.lazy[this.now().line]) return nok(code);
      effects.enter("formulaData");
      return inside(code);
    };
    return begin;
  },
};

/** @type {Construct} */
const inText = {
  name: "formulaText",
  tokenize(effects, ok, nok) {
    const { previous } = this;
    let marker = "";
    /** @type {Token} */
    let token;
    let length = 0;
    /** @param {Code} code @param {State} next */
    const take = (code, next) => {
      effects.consume(code);
      length += 1;
      return next;
    };
    /** @type {State} */
    const begin = (code) => {
      if (code === DOLLAR && !mayOpen(character(previous))) return nok(code);
      token = effects.enter("formulaText");
      effects.enter("formulaData");
      return take(code, code === DOLLAR ? afterDollar : afterBackslash);
    };
    /** @type {State} */
    const afterBackslash = (code) => {
      marker = `\\${character(code)}`;
      return Object.hasOwn(CLOSING, marker) ? take(code, inside) : nok(code);
    };
    /** @type {State} */
    const afterDollar = (code) => {
      marker = code === DOLLAR ? "$$" : "$";
      return code === DOLLAR ? take(code, afterTwo) : inside(code);
    };
    /** @type {State} */
    const afterTwo = (code) => (code === DOLLAR ? nok(code) : inside(code));
    /** @type {State} */
    const inside = (code) => {
      if (code === null || length > LONGEST[marker]) return nok(code);
      if (isLineEnd(code)) {
        if (marker === "$") return nok(code);
        effects.exit("formulaData");
        effects.enter("lineEnding");
        take(code, inside);
        effects.exit("lineEnding");
        effects.enter("formulaData");
        return inside;
      }
      if (code === BACKSLASH) return take(code, escaped);
      if (code === DOLLAR && marker[0] === "$") return take(code, marker === "$" ? closed : secondDollar);
      return take(code, inside);
    };
    /** @type {State} */
    const escaped = (code) => {
      if (code === null || isLineEnd(code)) return inside(code);
      const pair = `\\${character(code)}`;
      if (pair === marker) return nok(code);
      return take(code, pair === CLOSING[marker] ? closed : inside);
    };
    /** @type {State} */
    const secondDollar = (code) => (code === DOLLAR ? take(code, closed) : inside(code));
    /** @type {State} */
    const closed = (code) => {
      effects.exit("formulaData");
      effects.exit("formulaText");
      const formula = this.sliceSerialize(token).slice(marker.length, -marker.length);
      return isFormula(marker, formula, character(code)) ? ok(code) : nok(code);
    };
    return begin;
  },
};

/**
 * The grammar of tables, to which a pipe in a formula looks like a letter.
 * @param {Construct} table
 * @returns {Construct}
 */
function withoutPipes(table) {
  return {
    ...table,
    tokenize(effects, ok, nok) {
      // Every line may be one of a table: most have no formula in them.
      const place = this.now();
      const ahead = this.sliceSerialize({
        start: { ...place, _bufferIndex: -1 },
        end: { ...place, _index: place._index + CHUNKS, _bufferIndex: -1 },
      });
      if (!/\$|\\[([]/.test(ahead)) return table.tokenize.call(this, effects, ok, nok);
      let isDone = false;
      /** @type {(end: State) => State} */
      const ending = (end) => (code) => {
        isDone = true;
        return end(code);
      };
      const lines = { number: 0, hidden: new Set([0]) }; // the one that is being read, looked through once
      /** @type {(code: Code) => Code} */
      const seen = (code) => {
        if (code !== PIPE) return code;
        const { line, _index, _bufferIndex } = this.now();
        if (line !== lines.number) {
          const start = { ...this.now(), _bufferIndex: -1 };
          Object.assign(lines, {
            number: line,
            hidden: pipesInFormulas(this.sliceSerialize({ start, end: { ...start, _index: _index + 1 } })),
          });
        }
        return lines.hidden.has(_bufferIndex) ? LETTER : code;
      };
      /** @type {(state: State) => State} */
      const watched = (state) => (code) => {
        const next = state(seen(code));
        return isDone || next === undefined ? next : watched(next);
      };
      return watched(table.tokenize.call(this, effects, ending(ok), ending(nok)));
    },
  };
}

/**
 * The extension for micromark, and the grammar of tables that goes with it.
 * @returns {Extension}
 */
export const formulas = ({ isGrowing = false } = {}) => ({
  document: { [DOLLAR]: lookout(isGrowing), [BACKSLASH]: lookout(isGrowing) },
  flow: { [DOLLAR]: block, [BACKSLASH]: block },
  text: { [DOLLAR]: inText, [BACKSLASH]: inText },
});

/**
 * @param {Extension} gfm
 * @returns {Extension}
 */
export const tablesWithFormulas = (gfm) => ({
  ...gfm,
  flow: {
    ...gfm.flow,
    null: [gfm.flow?.null ?? []].flat().map((construct) => (construct.name === "table" ? withoutPipes(construct) : construct)),
  },
});

/** @this {TreeBuilder} @param {Token} token */
function enter(token) {
  this.enter({ type: "formula", value: "", data: {} }, token);
}

/** @this {TreeBuilder} @param {Token} token */
function exit(token) {
  const node = this.stack[this.stack.length - 1];
  const source = this.sliceSerialize(token).trim();
  const marker = source.startsWith("$") && !source.startsWith("$$") ? "$" : source.slice(0, 2);
  node.value = source.slice(marker.length, -marker.length).trim();
  node.data = { hName: "formula", hProperties: { source, tex: node.value, isDisplayed: DISPLAYED.has(marker) }, hChildren: [] };
  this.exit(token);
}

/** The extension for mdast: a formula is an element of its own, with its source. */
export const formulaNodes = {
  enter: { formulaText: enter, formulaBlock: enter },
  exit: { formulaText: exit, formulaBlock: exit },
};
