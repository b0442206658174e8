// Saves the text of a message as a prompt.
import { saveAsPrompt } from "./editor_opener.jsx";

const NAME = "Save as prompt";

/** @param {{ text: string }} props */
export const SavePrompt = ({ text }) => (
  <button
    type="button"
    className="icon-button"
    aria-label={NAME}
    title={NAME}
    onClick={(event) => saveAsPrompt(text, event.currentTarget)}
  >
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M4 6h16M4 12h10M4 18h7m6-4v8m-4-4h8" />
    </svg>
  </button>
);
