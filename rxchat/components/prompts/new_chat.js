// Hands a text to the composer of a new chat: its draft, below what is typed there already.
import { load, save } from "../chat/composer/draft_text.js";
import { around } from "./prompt_drafts.js";

const NEW = "0"; // the conversation of a draft that has none yet

/** @param {string} text */
export function draftNewChat(text) {
  const { text: typed } = load(NEW);
  save(NEW, typed + around(typed, typed.length).before + text);
}
