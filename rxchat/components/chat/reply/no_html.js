// The little HTML that means something in an answer: <br>, and <sub>, <sup> and <kbd> without attributes. They become nodes of
// the tree, never HTML; all other HTML stays the text that it is.
import { visit } from "unist-util-visit";

/** @import { Nodes, RootContent } from "mdast" */

const BREAK = /^<br\s*\/?>$/i;
const TAG = /^<(\/?)(sub|sup|kbd)>$/i;
const IN_LINE = new Set(["paragraph", "heading", "tableCell", "emphasis", "strong", "delete", "link"]);
const DEEPEST = 4;

/** @param {RootContent[]} nodes */
function wrapped(nodes) {
  /** @type {RootContent[]} */
  const made = [];
  /** @type {{ name: string, at: number }[]} */
  const open = [];
  for (const node of nodes) {
    const [, isEnd, tag] = (node.type === "html" && TAG.exec(node.value)) || [];
    const name = tag?.toLowerCase();
    const last = open.at(-1);
    if (node.type === "html" && BREAK.test(node.value)) made.push({ type: "break" });
    else if (isEnd && last && last.name === name) {
      open.pop();
      const [, ...children] = made.splice(last.at);
      made.push({ type: "marked", children, data: { hName: last.name } });
    } else {
      if (name && !isEnd && open.length < DEEPEST) open.push({ name, at: made.length });
      made.push(node);
    }
  }
  return made;
}

/**
 * HTML that is a block of its own is a paragraph, or a gap where it is a line break.
 * @param {RootContent} node
 * @returns {RootContent}
 */
function shown(node) {
  if (node.type !== "html") return node;
  if (BREAK.test(node.value)) return { type: "break" };
  return { type: "paragraph", children: [{ type: "text", value: node.value }], data: { hProperties: { className: "html" } } };
}

/** A plugin for remark. */
export const markup = () => /** @param {Nodes} tree */ (tree) => {
  visit(tree, (node) => {
    if (!("children" in node) || !node.children.some((child) => child.type === "html")) return;
    const parent = /** @type {{ children: RootContent[] }} */ (node);
    parent.children = IN_LINE.has(node.type) ? wrapped(parent.children) : parent.children.map(shown);
  });
};
