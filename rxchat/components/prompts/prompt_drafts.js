// What the editor of prompts holds: from a prompt, from a message, and as the API takes it. Needs no browser.

/** @import { Prompt, PromptDraft } from "./types" */

const LONGEST_TITLE = 60; // characters of a title that is made from a text
/** @type {PromptDraft} */
export const EMPTY = { title: "", text: "", description: "", category: "", tags: "", is_public: false };

/**
 * @param {Prompt} prompt
 * @returns {PromptDraft}
 */
export const draftOf = ({ title, text, description, category, tags, is_public }) => ({
  title,
  text,
  description,
  category,
  tags: tags.join(", "),
  is_public,
});

/**
 * A title for a text: its first line with words, without marks of Markdown, cut at a word.
 * @param {string} text
 */
export function titleOf(text) {
  const line = text.split("\n", 50).find((one) => /[\p{L}\p{N}]/u.test(one)) ?? "";
  const words = line
    .slice(0, 500)
    .replace(/^[\s#>*+-]+/, "")
    .replace(/[*_`]+/g, "")
    .trim();
  if ([...words].length <= LONGEST_TITLE) return words;
  const cut = [...words].slice(0, LONGEST_TITLE).join("");
  return `${cut.includes(" ") ? cut.slice(0, cut.lastIndexOf(" ")) : cut}…`;
}

/** @param {string} typed */
const tagsIn = (typed) => [
  ...new Set(
    typed
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

/** @param {PromptDraft} draft */
export const bodyOf = ({ tags, ...draft }) => ({ ...draft, tags: tagsIn(tags) });

/**
 * Whether two drafts would be saved alike.
 * @param {PromptDraft} one
 * @param {PromptDraft} other
 */
export const isSame = (one, other) =>
  JSON.stringify(bodyOf({ ...EMPTY, ...one })) === JSON.stringify(bodyOf({ ...EMPTY, ...other }));

/**
 * Where a prompt goes in a text that is there already: at the caret, in lines of its own. `around` is what is put before it and after.
 * @param {string} text
 * @param {number} caret
 */
export function around(text, caret) {
  const before = text.slice(0, caret);
  const after = text.slice(caret);
  return {
    before: !before.trim() || before.endsWith("\n") ? "" : "\n\n",
    after: !after.trim() || after.startsWith("\n") ? "" : "\n\n",
  };
}
