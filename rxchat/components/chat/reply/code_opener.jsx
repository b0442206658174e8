// "Open as artifact", at a block of code that is worth it: the panel's code is fetched with the first click.
import { useContext } from "react";
import { withCode } from "../../lib/fetched.js";
import { isWorthOpening } from "./openable_code.js";
import { OpenableMessage } from "./openable_message.js";

/** @param {{ language: string, code: string, isWhole: boolean }} props */
export function CodeOpener({ language, code, isWhole }) {
  const messageId = useContext(OpenableMessage);
  if (!messageId || !isWhole || !isWorthOpening(language, code)) return null;
  /** @param {React.MouseEvent<HTMLElement>} event */
  const open = ({ currentTarget: opener }) =>
    withCode(
      () => import("../artifacts/artifact_changes.js"),
      ({ openBlock }) => openBlock(messageId, { language, content: code }, opener),
    );
  return (
    <button type="button" className="markdown-open" onClick={open}>
      Open as artifact
    </button>
  );
}
