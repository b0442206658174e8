// Which prompts are meant by what is typed: those with each word, the ones with it in their title first. Needs no browser.

/** @import { PromptSummary } from "./types" */
/** @typedef {{ prompt: PromptSummary, title: string, about: string, rest: string }} Indexed */

/** @param {string} text */
const plain = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();

/**
 * What `search` looks through, made once for a list. Most used first, then last changed.
 * @param {PromptSummary[]} prompts
 * @returns {Indexed[]}
 */
export const indexed = (prompts) =>
  [...prompts]
    .sort((one, other) => other.usage_count - one.usage_count || (one.updated_at < other.updated_at ? 1 : -1))
    .map((prompt) => ({
      prompt,
      title: plain(prompt.title),
      about: plain(`${prompt.category} ${prompt.tags.join(" ")}`),
      rest: plain(`${prompt.description} ${prompt.opening}`),
    }));

/**
 * How well a word fits, from 0 (best), or Infinity where it isn't found.
 * @param {Indexed} entry
 * @param {string} word
 * @param {boolean} isNamed only titles, categories and tags are looked through
 */
function distance({ title, about, rest }, word, isNamed) {
  const at = title.indexOf(word);
  if (at === 0) return 0;
  if (at > 0) return /[\p{L}\p{N}]/u.test(title[at - 1]) ? 2 : 1;
  if (about.includes(word)) return 3;
  return !isNamed && rest.includes(word) ? 4 : Number.POSITIVE_INFINITY;
}

/**
 * The prompts that have each typed word, best first; all of them where nothing is typed.
 * @param {Indexed[]} index
 * @param {string} typed
 * @param {{ isNamed?: boolean }} [options]
 */
export function search(index, typed, { isNamed = false } = {}) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return index
    .map((entry) => ({ entry, sum: words.reduce((sum, word) => sum + distance(entry, word, isNamed), 0) }))
    .filter(({ sum }) => sum < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.sum - other.sum)
    .map(({ entry }) => entry.prompt);
}
