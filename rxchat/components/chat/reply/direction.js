// Which way a block of an answer runs: from the right where most of its letters do. Code and formulas have no say.

const BLOCKS = new Set(["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "table"]);
const APART = new Set(["pre", "code", "formula"]);
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]/g;
const LETTER = /\p{L}/gu;

/** @import { Nodes } from "hast" */

/** @param {string} text @param {RegExp} pattern */
const count = (text, pattern) => text.match(pattern)?.length ?? 0;

/**
 * More than zero for text that runs from the right.
 * @param {string} text
 */
function balance(text) {
  const right = count(text, RIGHT_TO_LEFT);
  return right && 2 * right - count(text, LETTER);
}

/** @param {string} text */
export const isFromRight = (text) => balance(text) > 0;

/**
 * Gives each block in a tree its direction, and what the letters in the tree come to.
 * @param {Nodes} node
 * @returns {number}
 */
function turned(node) {
  if (node.type === "text") return balance(node.value) || -count(node.value, LETTER);
  if (!("children" in node)) return 0;
  const tag = node.type === "element" ? node.tagName : "";
  if (APART.has(tag)) return 0;
  let sum = 0;
  for (const child of node.children) sum += turned(child);
  if (node.type === "element" && BLOCKS.has(tag) && sum !== 0) node.properties.dir = sum > 0 ? "rtl" : "ltr";
  return sum;
}

/** A rehype plugin that sets `dir`. A text without right-to-left characters is left alone. */
export const directions = () => /** @param {Nodes} tree @param {unknown} file */ (tree, file) => {
  if (String(file).search(RIGHT_TO_LEFT) >= 0) turned(tree);
};
