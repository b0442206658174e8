// Reads texts, as JSON by name, and tells what reading each takes: {name: {milliseconds, growing, depth, kept}}. `growing` is for a text
// that came in ten parts, `kept` whether no character was lost.
// Run beside a copy of the components' JavaScript in js/, with the page's node_modules in reach.
import { text as read } from "node:stream/consumers";
import parse from "remark-parse";
import rehype from "remark-rehype";
import { unified } from "unified";
import { cutter, plainText } from "./js/chat/reply/blocks.js";
import { dialect } from "./js/chat/reply/dialect.js";
import { directions } from "./js/chat/reply/direction.js";
import { markup } from "./js/chat/reply/no_html.js";

const processor = unified().use(parse).use([dialect, markup]).use(rehype, { allowDangerousHtml: true }).use(directions);
const depthOf = (node) => 1 + Math.max(0, ...(node.children ?? []).map(depthOf));

function took(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}

const told = {};
for (const [name, text] of Object.entries(JSON.parse(await read(process.stdin)))) {
  let blocks = [];
  let depth = 0;
  const milliseconds = took(() => {
    blocks = cutter(false)(text);
    for (const block of blocks)
      if (plainText(block) === null) depth = Math.max(depth, depthOf(processor.runSync(processor.parse(block), block)));
  });
  const growing = took(() => {
    const cut = cutter(true);
    for (let part = 1; part <= 10; part += 1) cut(text.slice(0, (text.length * part) / 10));
  });
  told[name] = { milliseconds, growing, depth, kept: blocks.map((block) => plainText(block) ?? block).join("") === text };
}
console.log(JSON.stringify(told));
