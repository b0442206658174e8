// Drafts of artifacts: what a person typed into one and hasn't saved yet. It is kept in the browser, for each artifact of a conversation.
import { drop, keep, read } from "../../lib/storage.js";
import { createStore } from "../../lib/store.js";

/** @typedef {{ conversation: number, key: string }} Place */

/** @type {Map<string, string | null>} */
const known = new Map(); // so that a long draft isn't read each time the panel is drawn
const changes = createStore({ count: 0 });

/** @param {Place} place */
const nameOf = ({ conversation, key }) => `rxchat_artifact_draft_${conversation}_${key}`;

/**
 * The text, or null without a draft.
 * @param {Place} place
 */
export function loadDraft(place) {
  const name = nameOf(place);
  const text = known.get(name);
  if (text !== undefined) return text;
  const kept = read(name);
  const found = typeof kept === "string" ? kept : null;
  known.set(name, found);
  return found;
}

/** The same, drawn again when it changes. @param {Place} place */
export function useDraft(place) {
  changes.use();
  return loadDraft(place);
}

/** @param {Place} place @param {string | null} text */
function note(place, text) {
  known.set(nameOf(place), text);
  changes.update({ count: changes.get().count + 1 });
}

/**
 * Returns whether the draft outlives the page.
 * @param {Place} place
 * @param {string} text
 */
export function keepDraft(place, text) {
  note(place, text);
  return keep(nameOf(place), text);
}

/** @param {Place} place */
export function dropDraft(place) {
  note(place, null);
  drop(nameOf(place));
}
