// Opens the picker of prompts: with "/" in an empty composer, with its button, or with "rxchat:prompt", which names the prompt to insert.
// Its code is fetched when it is first asked for.
import { useEffect, useState } from "react";
import { withCode } from "../lib/fetched.js";

/** @typedef {{ Picker: typeof import("./prompt_picker.jsx").PromptPicker, isTyped: boolean, takenId: number }} Opened */

/**
 * `typed` is called when something was typed in `box`; `picker` is drawn before the composer, `button` in it.
 * @param {React.RefObject<HTMLTextAreaElement>} box
 */
export function usePromptPicker(box) {
  const [opened, setOpened] = useState(/** @type {Opened | null} */ (null));
  /** @param {boolean} isTyped @param {number} [takenId] */
  const open = (isTyped, takenId = 0) =>
    withCode(
      () => import("./prompt_picker.jsx"),
      ({ PromptPicker: Picker }) => setOpened({ Picker, isTyped, takenId }),
    );
  const close = () => setOpened(null);
  useEffect(() => {
    /** @param {Event} event */
    const take = (event) => open(false, /** @type {CustomEvent<number>} */ (event).detail);
    document.addEventListener("rxchat:prompt", take);
    return () => document.removeEventListener("rxchat:prompt", take);
  }, []);
  const button = (
    <button
      type="button"
      className="attach"
      aria-label="Prompts"
      title="Insert a prompt (/)"
      aria-expanded={opened !== null}
      data-prompts=""
      onClick={() => (opened ? close() : open(false))}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 6h16M4 12h10M4 18h7m6-4v8m-4-4h8" />
      </svg>
    </button>
  );
  return {
    button,
    picker: opened && (
      <opened.Picker
        key={`${opened.isTyped} ${opened.takenId}`}
        box={box}
        isTyped={opened.isTyped}
        takenId={opened.takenId}
        onClose={close}
      />
    ),
    typed: () => {
      if (box.current.value === "/" && !opened) open(true);
    },
  };
}
