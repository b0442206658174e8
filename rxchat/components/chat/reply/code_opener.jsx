// "Open as artifact", at a block of code that is worth it: the panel's code is fetched with the first click.
import { useContext } from "react";
import { OFFLINE } from "../../lib/api.js";
import { failed } from "../../shell/conversations/conversation_store.js";
import { isWorthOpening } from "./openable_code.js";
import { OpenableMessage } from "./openable_message.js";

/** @param {{ language: string, code: string, isWhole: boolean }} props */
export function CodeOpener({ language, code, isWhole }) {
  const messageId = useContext(OpenableMessage);
  if (!messageId || !isWhole || !isWorthOpening(language, code)) return null;
  /** @param {React.MouseEvent<HTMLElement>} event */
  const open = async ({ currentTarget: opener }) => {
    const changes = await import("../artifacts/artifact_changes.js").catch(() => null);
    if (changes) await changes.openBlock(messageId, { language, content: code }, opener);
    else failed(OFFLINE);
  };
  return (
    <button type="button" className="markdown-open" onClick={open}>
      Open as artifact
    </button>
  );
}
