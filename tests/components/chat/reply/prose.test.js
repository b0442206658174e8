import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Block, defaultRehypePlugins, Streamdown } from "streamdown";
import { cutter } from "../../../../rxchat/components/chat/reply/blocks.js";
import { dialect } from "../../../../rxchat/components/chat/reply/dialect.js";
import { markup } from "../../../../rxchat/components/chat/reply/no_html.js";
import { isProse } from "../../../../rxchat/components/chat/reply/prose.js";
import { numbersFrom } from "../../random.mjs";

const RULE = readFileSync(new URL("../../../../rxchat/components/chat/reply/prose.js", import.meta.url), "utf8");
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

function* randomTexts(count) {
  const upTo = numbersFrom(20261126);
  const pick = (choices) => choices[upTo(choices.length)];
  for (let texts = 0; texts < count; texts += 1) {
    let text = pick(BEGINNINGS);
    for (let pieces = upTo(8); pieces > 0; pieces -= 1) text += pick(GAPS) + pick(PIECES);
    yield text;
  }
}

const drawn = (text, parts) =>
  // The parser keeps spaces at the end of a growing text, which no browser shows.
  renderToStaticMarkup(createElement(Streamdown, { ...AS_DRAWN, ...parts }, text)).replace(/\s+<\/p>/g, "</p>");

/** Draws texts as an answer is drawn, with and without the short way for what a rule calls prose. */
function compared(isShort) {
  const Part = (props) => {
    const text = props.content.trimEnd();
    return isShort(text) ? createElement("p", null, text) : createElement(Block, props);
  };
  const prose = [...randomTexts(8_000)].filter((text) => isShort(text.trim()));
  return { prose: prose.length, differing: prose.find((text) => drawn(text, {}) !== drawn(text, { BlockComponent: Part })) };
}

test("prose is drawn as the parser draws it", () => {
  const { prose, differing } = compared(isProse);
  assert.equal(differing, undefined);
  assert.ok(prose > 1_000);
});

test("a text that grows is the prose it would be at once", () => {
  const upTo = numbersFrom(20261129);
  for (const text of randomTexts(3_000))
    for (let length = 1; length <= text.length; length += 1 + upTo(6)) {
      const started = text.slice(0, length);
      const grown = isProse(started);
      isProse("Another text");
      assert.equal(isProse(started), grown, JSON.stringify(started));
      isProse(started);
    }
});

test("of a growing paragraph, only what is new is looked at", (context) => {
  let looked = 0;
  const { exec } = RegExp.prototype;
  context.mock.method(RegExp.prototype, "exec", function counted(text) {
    looked += text.length;
    return exec.call(this, text);
  });
  let text = "";
  for (let words = 0; words < 1_000; words += 1) {
    text += `${words ? " " : ""}word${words}`;
    assert.ok(isProse(text));
  }
  assert.ok(looked >= text.length && looked < 4 * text.length, `${looked} of ${text.length}`);
});

for (const mark of ["`*_~[\\]<>|\\\\&$@", "\\n"]) {
  test(`a rule that lets ${mark} through is noticed`, async () => {
    assert.equal(RULE.split(mark).length, 2);
    const loose = await import(`data:text/javascript,${encodeURIComponent(RULE.replace(mark, () => ""))}`);
    assert.notEqual(compared(loose.isProse).differing, undefined);
  });
}
