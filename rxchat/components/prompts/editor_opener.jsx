// Opens the editor of prompts, whose code is fetched when it is first asked for.
import { OFFLINE } from "../lib/api.js";
import { createStore } from "../lib/store.js";
import { failed, store as notices } from "../shell/conversations/conversation_store.js";

/** @import { EditorContent, Prompt } from "./types" */
/**
 * @typedef {{ Editor: typeof import("./prompt_editor.jsx").PromptEditor, content: EditorContent, opener: HTMLElement | null, onSaved?: (prompt:
 *   Prompt) => void }} Opened
 */

const opened = createStore(/** @type {Opened | null} */ (null));

/**
 * `opener` is the button that the focus goes back to.
 * @param {EditorContent} content
 * @param {HTMLElement | null} opener
 * @param {(prompt: Prompt) => void} [onSaved]
 */
export async function editPrompt(content, opener, onSaved) {
  try {
    opened.set({ Editor: (await import("./prompt_editor.jsx")).PromptEditor, content, opener, onSaved });
  } catch {
    failed(OFFLINE);
  }
}

/**
 * Save the text of a message as a prompt.
 * @param {string} text
 * @param {HTMLElement | null} opener
 */
export const saveAsPrompt = (text, opener) =>
  editPrompt({ draft: { text } }, opener, () => notices.update({ notice: { text: "Prompt saved" } }));

export function PromptEditorOpened() {
  const shown = opened.use();
  if (!shown) return null;
  const leave = () => {
    shown.opener?.focus();
    opened.set(null);
  };
  return <shown.Editor content={shown.content} onSaved={shown.onSaved} onClose={leave} />;
}
