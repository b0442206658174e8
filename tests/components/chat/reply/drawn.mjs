// What is drawn of an answer, without a browser: its tree, and that tree in the notation of tests/corpora/drawn.py.
import parse from "remark-parse";
import rehype from "remark-rehype";
import { unified } from "unified";
import { cutter } from "../../../../rxchat/components/chat/reply/blocks.js";
import { dialect } from "../../../../rxchat/components/chat/reply/dialect.js";
import { directions } from "../../../../rxchat/components/chat/reply/direction.js";
import { markup } from "../../../../rxchat/components/chat/reply/no_html.js";

const processor = unified().use(parse).use([dialect, markup]).use(rehype, { allowDangerousHtml: true }).use(directions);

export const treeOf = (text) => processor.runSync(processor.parse(text), text);

const NAMES = { strong: "b" };
const LEFT_OUT = new Set(["thead", "tbody"]);
const OUTER = "p|h\\d|ul|ol|li|blockquote|table|tr|th|td|br";

function written(node) {
  if (node.type === "text" || node.type === "raw") return node.value.replaceAll("<", "&lt;");
  const inside = () => node.children.map(written).join("");
  if (node.type === "root" || LEFT_OUT.has(node.tagName)) return inside();
  if (node.tagName === "formula") return `«${node.properties.isDisplayed ? "D:" : ""}${node.properties.tex}»`;
  if (node.tagName === "pre") return `<pre>${encodeURI(node.children[0].children[0]?.value.replace(/\n+$/, "") ?? "")}</pre>`;
  if (node.tagName === "br") return "<br>";
  const name = NAMES[node.tagName] ?? node.tagName;
  return `<${name}${node.properties.dir === "rtl" ? " dir=rtl" : ""}>${inside()}</${name}>`;
}

const tidy = (text) =>
  text
    .replace(/\s+/g, " ")
    .replace(new RegExp(`\\s*(</?(?:${OUTER})(?: dir=rtl)?>|<pre>.*?</pre>)\\s*`, "g"), "$1")
    .replace(/<pre>(.*?)<\/pre>/g, (_, code) => `<pre>${decodeURI(code)}</pre>`)
    .trim();

/** Block by block, as the page draws it. */
export const drawn = (text) => tidy(cutter(false)(text).map(treeOf).map(written).join("\n"));

/** As one piece. */
export const drawnWhole = (text) => tidy(written(treeOf(text)));
