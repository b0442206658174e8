// Opens the editor of prompts, whose code is fetched when it is first asked for.
import { withCode } from "../lib/fetched.js";
import { createStore } from "../lib/store.js";
import { store as notices } from "../shell/conversations/conversation_store.js";

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
export const editPrompt = (content, opener, onSaved) =>
  withCode(
    () => import("./prompt_editor.jsx"),
    ({ PromptEditor: Editor }) => opened.set({ Editor, content, opener, onSaved }),
  );

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
