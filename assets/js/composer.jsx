// Where a person types. The draft lives in the browser, per conversation, until the server says that the message is saved.
import { useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";

const PENDING_MS = 15000; // no word from the server by then: the person may send again

const place = (conversation) => `rxchat_draft_${conversation}`;

function load(conversation) {
  try {
    return JSON.parse(localStorage.getItem(place(conversation))) ?? { text: "", token: "" };
  } catch {
    return { text: "", token: "" };
  }
}

function save(conversation, text, token) {
  if (text) localStorage.setItem(place(conversation), JSON.stringify({ text, token }));
  else localStorage.removeItem(place(conversation));
}

const newToken = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** The conversation that the address names: what the server says may still be of the page before. */
const named = (path) => path.match(/^\/c\/(\d+)/)?.[1] ?? "0";

export function Composer({ accepted, refused, isRunning, isConnected, onSend, onStop }) {
  const conversation = named(useLocation().pathname);
  const box = useRef(null);
  const token = useRef("");
  const [isEmpty, setIsEmpty] = useState(true);
  const [isPending, setIsPending] = useState(false);

  const fit = () => {
    box.current.style.height = "auto";
    box.current.style.height = `${box.current.scrollHeight}px`;
  };
  const put = (text) => {
    box.current.value = text;
    setIsEmpty(!text.trim());
    fit();
  };

  // What was typed before the page came alive stays; else the draft of this conversation comes back.
  useEffect(() => {
    const draft = load(conversation);
    const wasSent = draft.token !== "" && draft.token === accepted;
    if (wasSent) save(conversation, "", "");
    put(box.current.value && !box.current.dataset.alive ? box.current.value : wasSent ? "" : draft.text);
    box.current.dataset.alive = "yes";
    if (!window.matchMedia("(pointer: coarse)").matches) box.current.focus({ preventScroll: true });
  }, [conversation]);

  const release = () => {
    token.current = "";
    setIsPending(false);
  };

  useEffect(() => {
    if (accepted !== "" && load(conversation).token === accepted) {
      save(conversation, "", "");
      put("");
    }
    if (token.current !== "" && (accepted === token.current || refused === token.current)) release();
  }, [accepted, refused]);

  useEffect(() => {
    if (!isPending) return undefined;
    const timer = setTimeout(release, PENDING_MS);
    return () => clearTimeout(timer);
  }, [isPending]);

  // A message on its way when the connection broke may be lost: it is still here, and can be sent again.
  useEffect(() => {
    if (isConnected) release();
  }, [isConnected]);

  const send = () => {
    const text = box.current.value;
    if (!text.trim() || token.current !== "" || isRunning) return;
    token.current = newToken();
    save(conversation, text, token.current);
    setIsPending(true);
    onSend(text, token.current);
  };
  const typed = () => {
    save(conversation, box.current.value, "");
    setIsEmpty(!box.current.value.trim());
    fit();
  };
  const pressed = (event) => {
    const isEnter = event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
    const isHeld = document.documentElement.dataset.enter === "break" && !event.ctrlKey && !event.metaKey;
    if (!isEnter || isHeld || window.matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="composer"
      aria-busy={isPending}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={box}
        id="message"
        rows={1}
        aria-label="Message"
        placeholder="Message"
        readOnly={isPending}
        onInput={typed}
        onKeyDown={pressed}
      />
      {isRunning ? (
        <button type="button" className="send" aria-label="Stop" title="Stop (Esc)" onClick={() => onStop()}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><rect x="6" y="6" width="12" height="12" rx="2" /></svg>
        </button>
      ) : (
        <button type="submit" className="send" aria-label="Send" title="Send (Enter)" disabled={isEmpty || isPending}>
          <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 19V5m-7 7 7-7 7 7" /></svg>
        </button>
      )}
    </form>
  );
}
