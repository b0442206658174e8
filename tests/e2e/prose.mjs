// Draws texts as an answer is drawn, with and without the short way for prose, and tells where the two differ.
// Run beside a copy of the components' JavaScript in js/, with the page's node_modules in reach. Prints {"texts", "prose", "differing"} as JSON.
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Block, defaultRehypePlugins, Streamdown } from "streamdown";
import { cutter } from "./js/chat/reply/blocks.js";
import { dialect } from "./js/chat/reply/dialect.js";
import { markup } from "./js/chat/reply/no_html.js";
import { isProse } from "./js/chat/reply/prose.js";

const AS_DRAWN = {
  parseMarkdownIntoBlocksFn: cutter(false),
  parseIncompleteMarkdown: false,
  remarkPlugins: [dialect, markup],
  rehypePlugins: [defaultRehypePlugins.harden],
};

const BEGINNINGS = [
  "word",
  "The",
  "a",
  "I",
  "\u00e9",
  "\u65e5\u672c",
  "Term",
  "http",
  "www",
  "1.",
  "-",
  "#",
  ">",
  " x",
  "    word",
  "\tword",
  "\u3000word",
];
const PIECES =
  `word The a 1. 2) - + = == -- --- # ! ( x) { } : :// http https: www. .com example.org www.example.org . .. , ; ' " % ^ / // ? [ ] [x]
  <b> | ~ ~~ * ** _ \` &amp; & \\ $ $$ @ a@b.co mailto:a ftp ftp://x xmpp:a :smile: (c) \u2026 \u201cq\u201d \ud83d\ude00 \u2022 \u00a0 \u200b`.split(
    /[ \n]+/,
  );
const GAPS = [" ", " ", " ", "", "  ", "\n", "\t"];

let seed = 20261126; // mulberry32: the same texts each time
const upTo = (limit) => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
};
const pick = (choices) => choices[upTo(choices.length)];

const Part = (props) => {
  const text = props.content.trimEnd();
  return isProse(text) ? createElement("p", null, text) : createElement(Block, props);
};
const drawn = (text, parts) =>
  // The parser keeps spaces at the end of a growing text, which no browser shows.
  renderToStaticMarkup(createElement(Streamdown, { ...AS_DRAWN, ...parts }, text)).replace(/\s+<\/p>/g, "</p>");

const told = { texts: 0, prose: 0, differing: [] };
while (told.texts < 8_000 && told.differing.length < 10) {
  let text = pick(BEGINNINGS);
  for (let pieces = upTo(8); pieces > 0; pieces -= 1) text += pick(GAPS) + pick(PIECES);
  told.texts += 1;
  if (!isProse(text.trim())) continue;
  told.prose += 1;
  if (drawn(text, {}) !== drawn(text, { BlockComponent: Part })) told.differing.push(text);
}
console.log(JSON.stringify(told));
