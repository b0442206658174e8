// Reads texts, as JSON, and tells what is drawn of each, in the notation of tests/corpora/drawn.py: {"drawn": [...]}.
// Also compares, on thousands of random texts, what is drawn block by block with what is drawn of the whole, and the blocks of a
// text that grew with those of one that came at once: {"texts", "torn", "grown"}.
// Run beside a copy of the components' JavaScript in js/, with the page's node_modules in reach.
import { text as read } from "node:stream/consumers";
import parse from "remark-parse";
import rehype from "remark-rehype";
import { unified } from "unified";
import { cutter } from "./js/chat/reply/blocks.js";
import { dialect } from "./js/chat/reply/dialect.js";
import { directions } from "./js/chat/reply/direction.js";
import { markup } from "./js/chat/reply/no_html.js";

const processor = unified().use(parse).use([dialect, markup]).use(rehype, { allowDangerousHtml: true }).use(directions);
const treeOf = (text) => processor.runSync(processor.parse(text), text);

const NAMES = { strong: "b" };
const LEFT_OUT = new Set(["thead", "tbody"]);
const OUTER = "p|h\\d|ul|ol|li|blockquote|table|tr|th|td|br";

function told(node) {
  if (node.type === "text" || node.type === "raw") return node.value.replaceAll("<", "&lt;");
  const inside = () => node.children.map(told).join("");
  if (node.type === "root" || LEFT_OUT.has(node.tagName)) return inside();
  if (node.tagName === "formula") return `«${node.properties.isDisplayed ? "D:" : ""}${node.properties.tex}»`;
  if (node.tagName === "pre") return `<pre>${encodeURI(node.children[0].children[0]?.value.replace(/\n+$/, "") ?? "")}</pre>`;
  if (node.tagName === "br") return "<br>";
  const name = NAMES[node.tagName] ?? node.tagName;
  return `<${name}${node.properties.dir === "rtl" ? " dir=rtl" : ""}>${inside()}</${name}>`;
}

const tidy = (markup) =>
  markup
    .replace(/\s+/g, " ")
    .replace(new RegExp(`\\s*(</?(?:${OUTER})(?: dir=rtl)?>|<pre>.*?</pre>)\\s*`, "g"), "$1")
    .replace(/<pre>(.*?)<\/pre>/g, (_, code) => `<pre>${decodeURI(code)}</pre>`)
    .trim();
const drawn = (text) => tidy(cutter(false)(text).map(treeOf).map(told).join("\n"));

let seed = 20261128; // mulberry32: the same texts each time
const upTo = (limit) => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
};
const PIECES = [
  "- i",
  "  ",
  "    ",
  "1. n",
  "> ",
  "\n",
  "\n\n",
  "word",
  "a b",
  "$",
  "$$",
  "\\[",
  "\\]",
  "\\(",
  "\\)",
  "`",
  "```",
  "~~~",
  "|",
  "\n|---|",
  "x=1",
  "# ",
  "---",
  "===",
  "<b>",
  "<div>",
  "[a]",
  "*",
  "**",
  "_",
  "\t",
  "\\",
  "$5",
  "\r\n",
  "2",
  " ",
  "「",
  "です",
];
function randomText() {
  let text = "";
  for (let pieces = 3 + upTo(25); pieces > 0; pieces -= 1) text += PIECES[upTo(PIECES.length)];
  return text;
}

const answer = { drawn: JSON.parse(await read(process.stdin)).map(drawn), texts: 0, torn: [], grown: [] };
for (; answer.texts < 600; answer.texts += 1) {
  const text = randomText();
  if (tidy(told(treeOf(text))) !== drawn(text)) answer.torn.push(text);
  const cut = cutter(true);
  for (let length = 1; length <= text.length; length += 1 + upTo(8)) {
    const started = text.slice(0, length);
    if (JSON.stringify(cut(started)) !== JSON.stringify(cutter(true)(started))) answer.grown.push(started);
  }
}
console.log(JSON.stringify(answer));
