// The editor of an artifact's code: CodeMirror, with colors for the languages of what runs in the panel. Fetched when somebody edits.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { named } from "../reply/code_highlighter.js";

/** @typedef {import("@codemirror/state").Extension} Extension */

/** @param {{ jsx?: boolean, typescript?: boolean }} dialect */
const javascript = async (dialect) => (await import("@codemirror/lang-javascript")).javascript(dialect);

/** By the highlighter's names. @type {Record<string, () => Promise<Extension>>} */
const LANGUAGES = {
  css: async () => (await import("@codemirror/lang-css")).css(),
  html: async () => (await import("@codemirror/lang-html")).html(),
  javascript: () => javascript({}),
  json: async () => (await import("@codemirror/lang-json")).json(),
  jsx: () => javascript({ jsx: true }),
  markdown: async () => (await import("@codemirror/lang-markdown")).markdown(),
  python: async () => (await import("@codemirror/lang-python")).python(),
  tsx: () => javascript({ jsx: true, typescript: true }),
  typescript: () => javascript({ typescript: true }),
  xml: async () => (await import("@codemirror/lang-xml")).xml(),
};

const COLORS = HighlightStyle.define([
  { tag: [tags.keyword, tags.tagName, tags.heading], color: "var(--accent-strong)" },
  { tag: [tags.string, tags.attributeValue, tags.regexp], color: "var(--good)" },
  { tag: [tags.comment, tags.meta], color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.variableName), tags.strong], fontWeight: "600" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

const LOOK = EditorView.theme({
  "&": { height: "100%", backgroundColor: "var(--page)", color: "var(--text)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", fontSize: "0.93em", lineHeight: "1.6" },
  // Lines stand where the code has them that isn't edited.
  ".cm-content": { padding: "0.75rem 1rem 0.75rem 0", caretColor: "var(--text)" },
  ".cm-line": { padding: "0" },
  ".cm-gutters": { border: "0", backgroundColor: "var(--page)", color: "var(--quiet)" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "calc(5ch + 1rem)", padding: "0 1ch 0 1rem" },
  ".cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--accent) 30%, transparent) !important" },
  ".cm-searchMatch": { backgroundColor: "color-mix(in srgb, var(--warn) 30%, transparent)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--accent)" },
  ".cm-panels": { backgroundColor: "var(--surface)", color: "var(--text)" },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "0.5rem 2.25rem 0.5rem 1rem", fontFamily: "var(--sans)" },
  ".cm-panel.cm-search label": { display: "inline-flex", alignItems: "center", gap: "0.25rem", fontSize: "var(--size-xs)" },
  ".cm-panel.cm-search [name=close]": { fontSize: "var(--size-lg)", color: "inherit" },
  ".cm-textfield": {
    border: "1px solid var(--quiet)",
    borderRadius: "var(--radius-xs)",
    padding: "0.25rem 0.5rem",
    backgroundColor: "var(--page)",
  },
  ".cm-textfield, .cm-button": { fontSize: "var(--size-xs)", color: "inherit" },
  ".cm-button": {
    border: "1px solid var(--line)",
    borderRadius: "var(--radius-xs)",
    padding: "0.25rem 0.5rem",
    backgroundImage: "none",
    backgroundColor: "var(--raised)",
  },
});

const WORDS = {
  next: "Next",
  previous: "Previous",
  all: "Select all",
  "match case": "Match case",
  regexp: "Regular expression",
  "by word": "Whole words",
  replace: "Replace",
  "replace all": "Replace all",
  close: "Close search",
};

/** A key's command. @param {() => void} step */
const does = (step) => () => {
  step();
  return true;
};

/**
 * @param {{
 *   parent: HTMLElement, text: string, language: string, label: string, describedBy: string,
 *   onChange: (text: () => string) => void, onSave: () => void, onLeave: () => void,
 * }} options
 */
export async function createEditor({ parent, text, language, label, describedBy, onChange, onSave, onLeave }) {
  const name = named(language);
  const colors = Object.hasOwn(LANGUAGES, name) ? await LANGUAGES[name]() : [];
  const hasOnlyWindowsEnds = text.includes("\r\n") && !/[^\r]\n/.test(text);
  const own = [
    { key: "Mod-s", preventDefault: true, run: does(onSave) },
    { key: "Escape", run: does(onLeave) },
  ];
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        hasOnlyWindowsEnds ? EditorState.lineSeparator.of("\r\n") : [],
        lineNumbers(),
        history(),
        indentOnInput(),
        bracketMatching(),
        search({ top: true }),
        EditorState.phrases.of(WORDS),
        syntaxHighlighting(COLORS),
        LOOK,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": describedBy, dir: "ltr" }),
        EditorView.updateListener.of(({ docChanged, state }) => docChanged && onChange(() => state.sliceDoc())),
        // Escape closes the search first, and then leaves.
        keymap.of([...searchKeymap, ...own, indentWithTab, ...defaultKeymap, ...historyKeymap]),
        colors,
      ],
    }),
  });
}
