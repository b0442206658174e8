// The end of the answer that is being written. Words that only make its last text longer are appended to it at once: React would go
// through the whole answer for each of them.

// What means nothing but itself, in text that runs from the left.
const PLAIN = /^[^\r\t`*_~[\]<>|\\&$@\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]*$/;
const LETTER = /\p{L}/u;
const ADDRESS = /www\.|:\/\//i;
const BEGUN_ADDRESS = 3; // characters of one that may stand at the end
export const HOLDERS = new Set(["P", "LI", "TD"]);

/** @typedef {{ node: Pick<Text, "data" | "appendData">, source: string, at: number }} End `at` is the length of the answer whose end it is */

/** @type {End | null} */
let end = null;

/**
 * The Markdown of a text that is drawn at the end of some other, if plain words after that are more of it; else null. What has no
 * letter in its last line may yet become the mark of a list.
 * @param {string} drawn
 * @param {string} text
 */
export function openEnd(drawn, text) {
  const written = text.trimEnd();
  const space = text.slice(written.length);
  const isEnd = PLAIN.test(drawn) && LETTER.test(drawn.slice(drawn.lastIndexOf("\n") + 1)) && written.endsWith(drawn);
  return isEnd && !space.includes("\n") ? drawn + space : null;
}

/**
 * Whether plain words are more of the text that they follow.
 * @param {string} before
 * @param {string} words
 */
export const isMore = (before, words) =>
  PLAIN.test(words) && !words.includes("\n") && !ADDRESS.test(before.slice(-BEGUN_ADDRESS) + words);

/**
 * The last text in a tree, white space between its elements aside.
 * @param {Element} root
 */
function lastText(root) {
  /** @type {Node | null} */
  let node = root;
  while (node instanceof Element)
    for (node = node.lastChild; node instanceof Text && !node.data.trim(); ) node = node.previousSibling;
  return node instanceof Text && HOLDERS.has(node.parentElement?.tagName ?? "") ? node : null;
}

/**
 * React has drawn the growing answer, or the part of it that grows.
 * @param {Element | null} root null where nothing grows
 * @param {string} text its Markdown
 */
export function drawnAs(root, text) {
  const node = root && lastText(root);
  const source = node && openEnd(node.data, text);
  end = node && source !== null ? { node, source, at: -1 } : null;
}

/**
 * Append more to the answer, if that only makes its last text longer. Returns whether it did.
 * @param {string} answer the whole of it, before
 * @param {string} words
 */
export function lengthen(answer, words) {
  if (!end) return false;
  const { node, source, at } = end;
  if (!(at < 0 ? answer.endsWith(source) : at === answer.length) || !isMore(source, words)) return false;
  node.appendData((source + words).trimEnd().slice(node.data.length));
  end = { node, source: source + words, at: answer.length + words.length };
  return true;
}
