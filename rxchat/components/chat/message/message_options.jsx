// The button of a message's menu, whose code is fetched when one is first opened.
import { useCallback, useState } from "react";
import { OFFLINE } from "../../lib/api.js";
import { failed } from "../../shell/conversations/conversation_store.js";

/** @typedef {{ Menu: typeof import("./message_menu.jsx").MessageMenu, opener: HTMLElement }} Opened */

/** @param {{ messageId: number, text: string, isShut: boolean }} props */
export function MessageOptions({ messageId, text, isShut }) {
  const [opened, setOpened] = useState(/** @type {Opened | null} */ (null));
  const close = useCallback(() => setOpened(null), []);
  /** @param {React.MouseEvent<HTMLElement>} event */
  const open = async ({ currentTarget: opener }) => {
    try {
      setOpened({ Menu: (await import("./message_menu.jsx")).MessageMenu, opener });
    } catch {
      failed(OFFLINE); // its code could not be fetched
    }
  };
  return (
    <>
      <button
        type="button"
        className="icon-button message-options"
        aria-label="Message options"
        title="Message options"
        aria-haspopup="menu"
        aria-expanded={opened !== null}
        data-options=""
        onClick={open}
      >
        <span className="dots" aria-hidden="true" />
      </button>
      {opened && <opened.Menu messageId={messageId} text={text} isShut={isShut} opener={opened.opener} onClose={close} />}
    </>
  );
}
