// What was done with a conversation, and for some seconds the way to take it back. It waits while it is looked at.

import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { useElement } from "../../lib/element.js";
import { dismiss, useConversations } from "./conversation_store.js";

const SECONDS = 10;

export function ConversationNotice() {
  const { notice } = useConversations();
  const undo = /** @type {React.RefObject<HTMLButtonElement>} */ (useElement());
  const [isHeld, setIsHeld] = useState(false);

  useEffect(() => {
    setIsHeld(false);
    if (notice?.undo) undo.current.focus({ preventScroll: true }); // what was put away had the focus
  }, [notice]);
  useEffect(() => {
    if (!notice || isHeld) return undefined;
    const timer = setTimeout(dismiss, SECONDS * 1000);
    return () => clearTimeout(timer);
  }, [notice, isHeld]);

  /** @param {() => void} step */
  const take = (step) => () => {
    dismiss();
    step();
  };
  return (
    <div className="notices" role="status">
      {notice && (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while the pointer is over it
        <div
          className={notice.isBad ? "notice" : "notice calm"}
          onMouseEnter={() => setIsHeld(true)}
          onMouseLeave={() => setIsHeld(false)}
        >
          <p>{notice.text}</p>
          {notice.undo && (
            <button ref={undo} type="button" className="action" onClick={take(notice.undo)}>
              Undo
            </button>
          )}
          {notice.erase && (
            <button type="button" className="action" onClick={take(notice.erase)}>
              Delete permanently
            </button>
          )}
          <button type="button" className="icon-button" aria-label="Dismiss" onClick={dismiss}>
            <X size={16} aria-hidden="true" />
          </button>
        </div>
      )}
    </div>
  );
}
