// The line under the messages that a summary stands for. The dialog with its text is fetched when it is asked for.
import { useRef, useState } from "react";
import { withCode } from "../../lib/fetched.js";

/** @typedef {typeof import("./summary_dialog.jsx").SummaryDialog} Dialog */

/** @param {{ message: number }} props */
export function SummaryLine({ message }) {
  const opener = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const [Opened, setOpened] = useState(() => /** @type {Dialog | null} */ (null));
  const open = () =>
    withCode(
      () => import("./summary_dialog.jsx"),
      ({ SummaryDialog }) => setOpened(() => SummaryDialog),
    );
  const close = () => {
    setOpened(null);
    opener.current?.focus();
  };
  return (
    <p className="summary-line">
      <button ref={opener} type="button" className="action" onClick={open}>
        The model gets a summary of the messages above
      </button>
      {Opened && <Opened message={message} onClose={close} />}
    </p>
  );
}
