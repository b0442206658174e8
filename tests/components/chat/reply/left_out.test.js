import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import test from "node:test";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { twMerge } from "tailwind-merge";
import leftOut, { Lexer } from "../../../../rxchat/components/chat/reply/left_out.js";

const ROOT = new URL("../../../../", import.meta.url);
const OURS = new URL("rxchat/components/chat/reply/left_out.js", ROOT).href;
const SETTINGS = readFileSync(new URL("rxchat/components/build/vite_config.py", ROOT), "utf8");
const UNUSED = /_UNUSED: .* = \(([^)]+)\)/.exec(SETTINGS)?.[1].match(/[\w-]+/g) ?? [];
const MARK = "?left-out";

// `streamdown?left-out` is streamdown as the build has it.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === `streamdown${MARK}`) return { ...next("streamdown", context), url: next("streamdown", context).url + MARK };
    if (!context.parentURL?.endsWith(MARK)) return next(specifier, context);
    if (UNUSED.includes(specifier)) return next(OURS, context);
    const resolved = next(specifier, context);
    return specifier.startsWith(".") ? { ...resolved, url: resolved.url + MARK } : resolved;
  },
});

const whole = await import("streamdown");
const built = await import(`streamdown${MARK}`);

const TEXT = `# Title

A *word*, **bold**, \`code\`, [link](https://example.org) and ![picture](https://example.org/a.png "A picture").

- one
  1. two
     > three

\`\`\`python
print("hi")
\`\`\`

---

Last`;

/** What the page draws: with plugins and a cutter of its own, tables and code with streamdown's own buttons. */
const drawn = ({ Streamdown, defaultRehypePlugins, CodeBlock, CodeBlockCopyButton, TableCopyDropdown }) => {
  const props = {
    className: "markdown",
    parseMarkdownIntoBlocksFn: (text) => text.split("\n\n"),
    parseIncompleteMarkdown: false,
    remarkPlugins: [],
    rehypePlugins: [defaultRehypePlugins.harden],
  };
  const tools = createElement(
    CodeBlock,
    { code: "a = 1", language: "py", lineNumbers: false },
    createElement(CodeBlockCopyButton),
  );
  return [createElement(Streamdown, props, TEXT), tools, createElement(TableCopyDropdown)].map(renderToStaticMarkup);
};

test("the build draws what all of streamdown draws", () => {
  assert.ok(UNUSED.length >= 5);
  assert.notEqual(whole.Streamdown, built.Streamdown);
  const [text, code, table] = drawn(whole);
  assert.match(text, /<h1[^>]*>Title/);
  assert.match(code, /<button/);
  assert.match(table, /<button/);
  assert.deepEqual(drawn(built), [text, code, table]);
});

test("no two classes of streamdown's contradict each other", () => {
  const folder = new URL(".", import.meta.resolve("streamdown"));
  const scripts = readdirSync(folder).filter((name) => name.endsWith(".js"));
  const strings = scripts.flatMap((name) => [
    ...readFileSync(new URL(name, folder), "utf8").matchAll(/"([^"\\\n]*[a-z][^"\\\n]*)"/g),
  ]);
  assert.ok(strings.length > 1_000);
  for (const [, classes] of strings) assert.equal(twMerge(classes), classes.trim().replace(/\s+/g, " "));
});

test("a part that is used after all says where it went", () => {
  assert.throws(leftOut, /left_out\.js/);
  assert.throws(() => Lexer.lex("# a"), /left_out\.js/);
});
