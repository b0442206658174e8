// The paragraph at the end of the answer that is being written. What only makes it longer is appended to it at once: React would
// go through the whole answer for each word.

// What changes nothing but the length of a paragraph of prose (prose.js), in the direction that it has.
const MORE_PROSE = /^[^\n\r\t`*_~[\]<>|\\&$@\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*$/;
const ADDRESS = /www\.|:\/\//i;
const BEGUN_ADDRESS = 3; // characters of one that may stand at the end

/** @typedef {Pick<Text, "data" | "appendData">} Growing */
/** @typedef {{ node: Growing, source: string, at: number }} End `source` is its Markdown, `at` where the answer ended when it was looked at last */

/** @type {End | null} */
let end = null;

/**
 * Have a text node show a paragraph's Markdown, which may end in white space. The shown one may be longer already.
 * @param {Growing} node
 * @param {string} source
 * @param {boolean} isGrowing whether the paragraph may be the last of the answer that is being written
 */
export function show(node, source, isGrowing) {
  if (isGrowing && end?.node === node && end.source.startsWith(source)) return;
  const text = source.trimEnd();
  if (text.startsWith(node.data)) node.appendData(text.slice(node.data.length));
  else node.data = text;
  if (isGrowing) end = { node, source, at: -1 };
  else forget(node);
}

/**
 * The paragraph stands there no longer, or is not the last one.
 * @param {Growing} [node] any, without it
 */
export function forget(node) {
  if (!node || end?.node === node) end = null;
}

/**
 * Append more to an answer, if that only lengthens its last paragraph. Returns whether it did.
 * @param {string} answer the whole of it, before
 * @param {string} more
 */
export function lengthen(answer, more) {
  if (!end || !MORE_PROSE.test(more)) return false;
  const { node, source, at } = end;
  // With a line break it would not be the last one, and without what came meanwhile not all of it.
  if (at !== answer.length && (source.includes("\n") || !answer.endsWith(source))) return false;
  if (ADDRESS.test(source.slice(-BEGUN_ADDRESS) + more)) return false;
  node.appendData((source + more).trimEnd().slice(node.data.length));
  end = { node, source: source + more, at: answer.length + more.length };
  return true;
}
