// The summary that stands in requests in the place of older messages: to read, to change, and to remove.
import { useEffect, useId, useState } from "react";
import { call } from "../../lib/api.js";
import { SureButton } from "../../lib/confirm_button.jsx";
import { Dialog } from "../../lib/dialog.jsx";
import { refresh } from "../composer/context_store.js";
import "./summary_dialog.css";

/** @param {{ message: number, onClose: () => void }} props */
export function SummaryDialog({ message, onClose }) {
  const id = useId();
  const path = `/api/messages/${message}/summary`;
  const [text, setText] = useState(/** @type {string | null} */ (null));
  const [fault, setFault] = useState("");
  const [isBusy, setIsBusy] = useState(false);

  useEffect(() => {
    /** @type {ReturnType<typeof call<ApiBody<"SummaryBody">>>} */
    const asking = call(path);
    asking.then(({ data, fault }) => {
      if (data) setText(data.text);
      setFault(fault ?? "");
    });
  }, [path]);

  /** @param {import("../../lib/types").Options} options */
  const change = async (options) => {
    setIsBusy(true);
    const { fault } = await call(path, options);
    setIsBusy(false);
    setFault(fault ?? "");
    if (fault) return;
    refresh();
    onClose();
  };
  const isEmpty = !text?.trim();
  return (
    <Dialog title="Summary" className="summary-dialog" onClose={onClose}>
      <p className="quiet" id={id}>
        In your next messages, the model gets this text instead of the messages above it. They stay in this chat.
      </p>
      {text !== null && (
        <textarea
          className="field summary-text"
          aria-label="Summary"
          aria-describedby={id}
          rows={12}
          maxLength={100000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
      {fault && (
        <p role="alert" className="word" data-bad>
          {fault}
        </p>
      )}
      <div className="dialog-actions">
        <SureButton asks="Send all messages again? Click to confirm" onSure={() => change({ method: "DELETE" })}>
          Undo
        </SureButton>
        <button
          type="button"
          className="action primary"
          disabled={isBusy || isEmpty}
          onClick={() => change({ method: "PUT", body: { text } })}
        >
          Save
        </button>
      </div>
    </Dialog>
  );
}
