// A modal dialog: the frame, the title, Close and where the focus goes. Its look is in dialog.css, which also says how to size one.
import { X } from "lucide-react";
import { useEffect, useId } from "react";
import { useElement } from "./element.js";

/**
 * Opens when it is drawn, so fetch it when it is asked for, as `share_opener.jsx` does. `onClose` comes after Escape or Close; what draws
 * the dialog then leaves it out and focuses what opened it. The focus goes to the element with `data-focus`, else to the dialog.
 *
 *     <Dialog title="Share chat" className="share-dialog" onClose={onClose}>
 *       …
 *       <div className="dialog-actions"><button type="button" className="action primary">Create link</button></div>
 *     </Dialog>
 *
 * @param {{ title: string, className?: string, tools?: React.ReactNode, onClose: () => void, children: React.ReactNode }} props
 *   `tools` are the buttons beside Close
 */
export function Dialog({ title, className = "", tools, onClose, children }) {
  const box = /** @type {React.RefObject<HTMLDialogElement>} */ (useElement());
  const id = useId();
  useEffect(() => {
    box.current.showModal();
    const first = /** @type {HTMLElement | null} */ (box.current.querySelector("[data-focus]"));
    (first ?? box.current).focus();
  }, []);
  return (
    <dialog ref={box} className={`dialog ${className}`} aria-labelledby={id} tabIndex={-1} onClose={onClose}>
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        {tools}
        <button type="button" className="icon-button" aria-label="Close" title="Close" onClick={() => box.current.close()}>
          <X size={18} aria-hidden="true" />
        </button>
      </div>
      {children}
    </dialog>
  );
}
