// Code highlighting for Streamdown with a fixed list of languages: all of shiki would be 20 MB in 700 files.
// None of it is fetched before the first code that it can colour.

/** @import { CodeHighlighterPlugin, HighlightResult } from "streamdown" */
/** @import { Highlighter, Language } from "shiki/core" */

/** @type {Record<string, () => Promise<Language>>} */
const LANGUAGES = {
  bash: () => import("shiki/langs/bash.mjs"),
  c: () => import("shiki/langs/c.mjs"),
  cpp: () => import("shiki/langs/cpp.mjs"),
  csharp: () => import("shiki/langs/csharp.mjs"),
  css: () => import("shiki/langs/css.mjs"),
  diff: () => import("shiki/langs/diff.mjs"),
  dockerfile: () => import("shiki/langs/dockerfile.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  html: () => import("shiki/langs/html.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  jsx: () => import("shiki/langs/jsx.mjs"),
  kotlin: () => import("shiki/langs/kotlin.mjs"),
  latex: () => import("shiki/langs/latex.mjs"),
  lua: () => import("shiki/langs/lua.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
  php: () => import("shiki/langs/php.mjs"),
  powershell: () => import("shiki/langs/powershell.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  r: () => import("shiki/langs/r.mjs"),
  ruby: () => import("shiki/langs/ruby.mjs"),
  rust: () => import("shiki/langs/rust.mjs"),
  sql: () => import("shiki/langs/sql.mjs"),
  swift: () => import("shiki/langs/swift.mjs"),
  toml: () => import("shiki/langs/toml.mjs"),
  tsx: () => import("shiki/langs/tsx.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  xml: () => import("shiki/langs/xml.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
};

/** @type {Record<string, string>} */
const ALIASES = {
  "c#": "csharp",
  "c++": "cpp",
  console: "bash",
  cs: "csharp",
  docker: "dockerfile",
  golang: "go",
  js: "javascript",
  jsonc: "json",
  kt: "kotlin",
  md: "markdown",
  ps1: "powershell",
  py: "python",
  rb: "ruby",
  rs: "rust",
  sh: "bash",
  shell: "bash",
  tex: "latex",
  ts: "typescript",
  yml: "yaml",
  zsh: "bash",
};

const THEMES = { light: "github-light-high-contrast", dark: "github-dark-high-contrast" };
const KEPT = 200;
const LONGEST = 20_000; // characters that are coloured; code that still grows is coloured again at each frame
const LONGEST_GROWING = 6_000;
const LONGEST_LINE = 1_000;

/** @type {Promise<Highlighter> | undefined} */
let highlighter;
/** @type {Map<string, Promise<Highlighter>>} */
const loading = new Map();
/** @type {Set<string>} */
const loaded = new Set();
/** @type {Map<string, HighlightResult>} */
const finished = new Map();

/**
 * The highlighter's name of a language.
 * @param {string | null | undefined} language
 * @returns {string}
 */
export function named(language) {
  const name = (language ?? "").trim().toLowerCase();
  return Object.hasOwn(ALIASES, name) ? ALIASES[name] : name;
}

async function core() {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
  ]);
  return createHighlighterCore({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    langs: [],
    themes: [import("shiki/themes/github-light-high-contrast.mjs"), import("shiki/themes/github-dark-high-contrast.mjs")],
  });
}

/** @param {string} language */
function ready(language) {
  highlighter ??= core();
  const known = loading.get(language);
  if (known) return known;
  const asked = highlighter.then(async (shiki) => {
    await shiki.loadLanguage(LANGUAGES[language]());
    loaded.add(language);
    return shiki;
  });
  loading.set(language, asked);
  return asked;
}

/**
 * Code without colours. Where nothing at all is given back, Streamdown goes on showing the first piece of what has grown since.
 * @param {string} source
 * @returns {HighlightResult}
 */
const plain = (source) => ({
  bg: "transparent",
  fg: "inherit",
  tokens: source.split("\n").map((content) => [{ content, offset: 0 }]),
});

/** @param {string} source */
const isWide = (source) => source.length > LONGEST_LINE && source.split("\n").some((line) => line.length > LONGEST_LINE);

/** @type {CodeHighlighterPlugin} */
export const code = {
  name: "shiki",
  type: "code-highlighter",
  supportsLanguage: (language) => Object.hasOwn(LANGUAGES, named(language)),
  getSupportedLanguages: () => Object.keys(LANGUAGES),
  getThemes: () => [THEMES.light, THEMES.dark],
  highlight({ code: source, language, isIncomplete }, done) {
    const lang = named(language);
    if (!Object.hasOwn(LANGUAGES, lang)) return plain(source); // an answer may name "constructor"
    if (source.length > (isIncomplete ? LONGEST_GROWING : LONGEST) || isWide(source)) return plain(source);
    const key = `${lang}\n${source}`;
    const known = finished.get(key);
    if (known) return known;
    ready(lang).then((shiki) => {
      const result = shiki.codeToTokens(source, { lang, themes: THEMES });
      if (!isIncomplete) {
        finished.set(key, result);
        const [oldest] = finished.keys();
        if (finished.size > KEPT) finished.delete(oldest);
      }
      done?.(result);
    });
    return loaded.has(lang) ? null : plain(source);
  },
};
