// What a person said, or the editor in its place. What is typed there lives in the browser until the server says that it is saved:
// a reload opens the editor again, Escape puts it away and the next "Edit" brings it back, Cancel lets go of it.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { fit } from "../../lib/autosize.js";
import { useElement } from "../../lib/element.js";
import { isSubmitEnter } from "../../lib/keys.js";
import { tooLong } from "../../lib/socket_limit.js";
import { drop, keep, read } from "../../lib/storage.js";
import { newToken } from "../composer/draft_text.js";
import { Contained, Plain } from "../reply/plain_text.jsx";
import { KeptPictures, Pictures } from "./message_images.jsx";

/** @import { Edit } from "../types" */

/**
 * A question that can be edited. `accepted` and `refused` are the tokens of the last ones; `wait` says why it can't be edited now.
 * @typedef {object} Editable
 * @property {number} messageId
 * @property {string} text
 * @property {number} images
 * @property {string} accepted
 * @property {string} refused
 * @property {string} wait
 * @property {(id: number, text: string, token: string, kept: number[]) => void} onSave
 */

const PENDING_MS = 15000;

/** @param {number} id */
const place = (id) => `rxchat_edit_${id}`;

/**
 * @param {number} id
 * @returns {Edit | undefined}
 */
const load = (id) => read(place(id));

/**
 * No word from the server by then: the person may save again.
 * @param {boolean} isPending
 * @param {() => void} release
 */
function useTimeLimit(isPending, release) {
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setTimeout(release, PENDING_MS);
    return () => clearTimeout(timer);
  }, [isPending]);
}

/** @param {{ wait: string, isShut: boolean, onCancel: () => void }} props */
function EditorActions({ wait, isShut, onCancel }) {
  return (
    <div className="question-actions">
      {wait !== "" && <span className="quiet">{wait}</span>}
      <button type="button" className="action" onClick={onCancel}>
        Cancel
      </button>
      <button
        type="submit"
        className="action primary"
        disabled={isShut}
        title={wait || "Save and send (Enter). The original stays as an earlier version."}
      >
        Save
      </button>
    </div>
  );
}

/**
 * What is typed in the editor of a message, and which of its images stay: kept in the browser until it is saved, with the token
 * that it was sent with. Sent again unchanged, it is the same version.
 * @param {number} messageId
 * @param {string} text
 * @param {number} images
 */
function useEdit(messageId, text, images) {
  const [edit, setEdit] = useState(() => {
    const before = load(messageId);
    const kept = before?.kept ?? Array.from({ length: images }, (_, at) => at + 1);
    return { text: before?.text ?? text, kept, token: before?.token ?? "" };
  });
  /** @param {Partial<Edit>} change */
  const put = (change, isOpen = true) => {
    const next = { ...edit, ...change };
    setEdit(next);
    keep(place(messageId), { ...next, isOpen });
  };
  return { edit, put, forget: () => drop(place(messageId)) };
}

/**
 * A message being saved: from the click until the server has said that it is, or has refused it.
 * @param {string} accepted
 * @param {string} refused
 * @param {() => void} onSaved
 * @param {() => void} onRefused
 */
function useSaving(accepted, refused, onSaved, onRefused) {
  const token = useRef("");
  const [isPending, setIsPending] = useState(false);
  /** @param {string} name */
  const begin = (name) => {
    token.current = name;
    setIsPending(true);
  };
  useEffect(() => {
    if (token.current === "") return;
    if (accepted === token.current) {
      onSaved();
    } else if (refused === token.current) {
      token.current = "";
      setIsPending(false);
      onRefused();
    }
  }, [accepted, refused]);
  useTimeLimit(isPending, () => setIsPending(false));
  return { isPending, begin };
}

/**
 * @param {object} props
 * @param {React.RefObject<HTMLTextAreaElement>} props.box
 * @param {string} props.value
 * @param {boolean} props.isShut
 * @param {(value: string) => void} props.onType
 */
function EditBox({ box, value, isShut, onType }) {
  useEffect(() => {
    box.current.focus();
    box.current.setSelectionRange(value.length, value.length);
  }, []);
  useLayoutEffect(() => {
    fit(box.current);
  }, [value]);
  return (
    <textarea
      ref={box}
      rows={1}
      aria-label="Edit message"
      value={value}
      readOnly={isShut}
      onChange={(event) => onType(event.target.value)}
    />
  );
}

/** @param {Editable & { onClose: () => void }} props */
function Editor({ messageId, text, images, accepted, refused, wait, onSave, onClose }) {
  const box = /** @type {React.RefObject<HTMLTextAreaElement>} */ (useElement());
  const { edit, put, forget } = useEdit(messageId, text, images);
  const [words, setWords] = useState(""); // why it can't be saved
  const leave = () => {
    forget();
    onClose();
  };
  const { isPending, begin } = useSaving(accepted, refused, leave, () => put({ token: "" }));
  const isShut = (!edit.text.trim() && edit.kept.length === 0) || isPending || wait !== "";

  useEffect(() => put({}), []);

  const save = () => {
    if (isShut) return;
    const wrong = tooLong(edit.text, "The message");
    setWords(wrong);
    if (wrong) return;
    const token = edit.token || newToken();
    put({ token });
    begin(token);
    onSave(messageId, edit.text, token, edit.kept);
  };
  /** @param {React.SyntheticEvent} event */
  const submitted = (event) => {
    event.preventDefault();
    save();
  };
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      put({}, false);
      onClose();
    } else if (event.target === box.current && isSubmitEnter(event)) {
      submitted(event);
    }
  };
  /** @param {string} value */
  const typed = (value) => {
    setWords("");
    put({ text: value, token: "" });
  };
  /** @param {number[]} kept */
  const chosen = (kept) => {
    put({ kept, token: "" });
    box.current.focus();
  };

  return (
    <form className="question-editor" aria-busy={isPending} onKeyDown={pressed} onSubmit={submitted}>
      <KeptPictures messageId={messageId} count={images} kept={edit.kept} isShut={isPending} onChange={chosen} />
      <EditBox box={box} value={edit.text} isShut={isPending} onType={typed} />
      {words && (
        <p className="word" data-bad role="alert">
          {words}
        </p>
      )}
      <EditorActions wait={wait} isShut={isShut} onCancel={leave} />
    </form>
  );
}

/** @param {Editable & { children?: React.ReactNode }} props */
export const Question = (props) => (
  <Contained text={props.text}>
    <Said {...props} />
  </Contained>
);

/** @param {{ button: React.RefObject<HTMLButtonElement>, wait: string, onClick: () => void }} props */
function EditButton({ button, wait, onClick }) {
  return (
    <button
      ref={button}
      type="button"
      className="icon-button"
      aria-label="Edit"
      title={wait || "Edit"}
      disabled={wait !== ""}
      onClick={onClick}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M21.2 6.8a1 1 0 0 0-4-4L3.8 16.2a2 2 0 0 0-.5.8l-1.3 4.4a.5.5 0 0 0 .6.6l4.4-1.3a2 2 0 0 0 .8-.5zM15 5l4 4" />
      </svg>
    </button>
  );
}

/** @param {Editable & { children?: React.ReactNode }} props */
function Said({ messageId, text, images, accepted, refused, wait, onSave, children }) {
  const button = /** @type {React.RefObject<HTMLButtonElement>} */ (useElement());
  const hasOpened = useRef(false);
  const [isOpen, setIsOpen] = useState(() => load(messageId)?.isOpen === true);

  useEffect(() => {
    if (isOpen) hasOpened.current = true;
    else if (hasOpened.current) button.current?.focus();
  }, [isOpen]);

  if (isOpen) {
    return <Editor {...{ messageId, text, images, accepted, refused, wait, onSave }} onClose={() => setIsOpen(false)} />;
  }
  return (
    <>
      {images > 0 && <Pictures messageId={messageId} count={images} />}
      {text && (
        <div className="question">
          <Plain text={text} />
        </div>
      )}
      <div className="tools">
        {children}
        <EditButton button={button} wait={wait} onClick={() => setIsOpen(true)} />
      </div>
    </>
  );
}
