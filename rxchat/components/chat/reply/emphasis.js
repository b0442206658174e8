// Bold, italic and struck text beside Chinese, Japanese and Korean, which puts no spaces between words. CommonMark takes marks
// between a letter and a bracket for the wrong kind there. The rule is that of <https://github.com/tats-u/markdown-cjk-friendly>.

/** @import { Code, Construct, TokenizeContext } from "micromark-util-types" */

const EAST_ASIAN = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Bopo}\u3001-\u303f\u30fb\u30fc\ufe30-\ufe4f\uff01-\uffef]/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;

/** @param {string} character */
const isForeignMark = (character) => PUNCTUATION.test(character) && !EAST_ASIAN.test(character);

/**
 * Whether marks may open before `inner`, having `outer` on their other side; or, the other way round, close after it.
 * @param {string} inner
 * @param {string} outer
 */
const mayHug = (inner, outer) =>
  EAST_ASIAN.test(inner) ? PUNCTUATION.test(inner) : isForeignMark(inner) && EAST_ASIAN.test(outer);

/**
 * The character at a place, which is two codes long where it is a rare one.
 * @param {TokenizeContext} context
 */
function around(context) {
  const point = context.now();
  if (point._bufferIndex < 0) return "";
  const begin = Math.max(0, point._bufferIndex - 2);
  return [...context.sliceSerialize({ start: { ...point, _bufferIndex: begin }, end: point })].at(-1) ?? "";
}

/** @param {TokenizeContext} context @param {Code} code */
function following(context, code) {
  if (code === null || code < 0) return "";
  const point = context.now();
  return [...context.sliceSerialize({ start: point, end: { ...point, _bufferIndex: point._bufferIndex + 2 } })][0] ?? "";
}

/**
 * A construct of micromark's for marks (`*`, `~~`) that also knows East Asian text.
 * @param {Construct} construct
 * @returns {Construct}
 */
export const eastAsian = (construct) => ({
  ...construct,
  tokenize(effects, ok, nok) {
    const before = around(this);
    /** @param {Code} code */
    const marked = (code) => {
      const after = following(this, code);
      const [, token] = this.events[this.events.length - 1];
      token._open ||= mayHug(after, before);
      token._close ||= mayHug(before, after);
      return ok(code);
    };
    return construct.tokenize.call(this, effects, marked, nok);
  },
});
