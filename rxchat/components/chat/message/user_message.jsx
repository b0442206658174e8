// What a person said, or the editor in its place. What is typed there lives in the browser until the server says that it is saved:
// a reload opens the editor again, Escape puts it away and the next "Edit" brings it back, Cancel lets go of it.
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { fit } from "../../lib/autosize.js";
import { isSubmitEnter } from "../../lib/keys.js";
import { tooLong } from "../../lib/socket_limit.js";
import { drop, keep, read } from "../../lib/storage.js";
import { Contained, Plain } from "../reply/plain_text.jsx";
import { KeptPictures, Pictures } from "./message_images.jsx";

const PENDING_MS = 15000;

const place = (id) => `rxchat_edit_${id}`;

const load = (id) => read(place(id));

/** No word from the server by then: the person may save again. */
function useTimeLimit(isPending, release) {
  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setTimeout(release, PENDING_MS);
    return () => clearTimeout(timer);
  }, [isPending]);
}

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

function Editor({ messageId, text, images, accepted, refused, wait, onSave, onClose }) {
  const box = useRef(null);
  const token = useRef("");
  const [typed, setTyped] = useState(load(messageId)?.text ?? text);
  const [kept, setKept] = useState(load(messageId)?.kept ?? Array.from({ length: images }, (_, at) => at + 1));
  const [isPending, setIsPending] = useState(false);
  const [words, setWords] = useState(""); // why it can't be saved
  const put = (text, left, isOpen) => keep(place(messageId), { text, kept: left, isOpen });

  useEffect(() => {
    put(typed, kept, true);
    box.current.focus();
    box.current.setSelectionRange(typed.length, typed.length);
  }, []);

  useLayoutEffect(() => {
    fit(box.current);
  }, [typed]);

  useEffect(() => {
    if (token.current === "") return;
    if (accepted === token.current) {
      drop(place(messageId));
      onClose();
    } else if (refused === token.current) {
      token.current = "";
      setIsPending(false);
    }
  }, [accepted, refused]);

  useTimeLimit(isPending, () => setIsPending(false));

  const cannot = (!typed.trim() && kept.length === 0) || isPending || wait !== "";
  const save = () => {
    if (cannot) return;
    const wrong = tooLong(typed, "The message");
    setWords(wrong);
    if (wrong) return;
    token.current = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    setIsPending(true);
    onSave(messageId, typed, token.current, kept);
  };
  const pressed = (event) => {
    if (event.key === "Escape") {
      event.preventDefault();
      put(typed, kept, false);
      onClose();
    } else if (event.target === box.current && isSubmitEnter(event)) {
      event.preventDefault();
      save();
    }
  };

  return (
    <form
      className="question-editor"
      aria-busy={isPending}
      onKeyDown={pressed}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <KeptPictures
        messageId={messageId}
        count={images}
        kept={kept}
        isShut={isPending}
        onChange={(left) => {
          setKept(left);
          put(typed, left, true);
          box.current.focus();
        }}
      />
      <textarea
        ref={box}
        rows={1}
        aria-label="Edit message"
        value={typed}
        readOnly={isPending}
        onChange={(event) => {
          setTyped(event.target.value);
          setWords("");
          put(event.target.value, kept, true);
        }}
      />
      {words && (
        <p className="word" data-bad role="alert">
          {words}
        </p>
      )}
      <EditorActions
        wait={wait}
        isShut={cannot}
        onCancel={() => {
          drop(place(messageId));
          onClose();
        }}
      />
    </form>
  );
}

export const Question = (props) => (
  <Contained text={props.text}>
    <Said {...props} />
  </Contained>
);

function Said({ messageId, text, images, accepted, refused, wait, onSave, children }) {
  const button = useRef(null);
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
        <button
          ref={button}
          type="button"
          className="icon-button"
          aria-label="Edit"
          title={wait || "Edit"}
          disabled={wait !== ""}
          onClick={() => setIsOpen(true)}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M21.2 6.8a1 1 0 0 0-4-4L3.8 16.2a2 2 0 0 0-.5.8l-1.3 4.4a.5.5 0 0 0 .6.6l4.4-1.3a2 2 0 0 0 .8-.5zM15 5l4 4" />
          </svg>
        </button>
      </div>
    </>
  );
}
