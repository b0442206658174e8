// An answer: its reasoning and its text, while it is being written and after.
import { lazy, Suspense, useContext, useEffect, useState } from "react";
import { StateStoreContext } from "$/utils/context";
import { OpenableMessage } from "./openable_message.js";
import { Contained, Plain } from "./plain_text.jsx";
import { take, useLive } from "./reply_store.js";

// Asked for as soon as the page runs, not once there is something to draw: it is here before the first messages are.
/** @typedef {typeof import("./markdown_view.jsx")} Renderer */

/** @type {Renderer | null} */
let formatted = null;
const fetching = typeof window === "undefined" ? null : import("./markdown_view.jsx").then((module) => (formatted = module));

/**
 * What there is to read stands there as it is, until what draws it has come.
 * @param {{ text: string, isWriting: boolean }} props
 */
function Text({ text, isWriting }) {
  const [drawn, setDrawn] = useState(formatted);
  useEffect(() => {
    if (!drawn) fetching?.then(setDrawn);
  }, []);
  return drawn ? (
    <Contained text={text} isWriting={isWriting}>
      <drawn.Markdown text={text} isWriting={isWriting} />
    </Contained>
  ) : (
    <Undrawn text={text} />
  );
}

/** @param {{ text: string }} props */
const Undrawn = ({ text }) => (
  <div className="markdown-undrawn">
    <Plain text={text} />
  </div>
);

const ArtifactCards = lazy(async () => ({ default: (await import("./artifact_cards.jsx")).ArtifactCards }));

/**
 * Until what draws the cards has come, and where it can't, artifacts are the fenced code that they are in the text. It isn't drawn as code:
 * that takes longer than the cards.
 * @param {{ messageId: number, text: string, cards: import("./artifact_pieces.js").Card[], isWriting: boolean }} props
 */
function TextWithCards({ messageId, text, cards, isWriting }) {
  return (
    <Contained text={text}>
      <Suspense fallback={isWriting ? <Text text={text} isWriting={isWriting} /> : <Undrawn text={text} />}>
        <ArtifactCards messageId={messageId} text={text} cards={cards} isWriting={isWriting} Text={Text} />
      </Suspense>
    </Contained>
  );
}

/** @param {{ text: string, name: string, isWriting: boolean }} props `name` is of the reasoning that has ended */
function Thinking({ text, name, isWriting }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="thinking" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary data-writing={isWriting || undefined}>{isWriting ? "Thinking…" : name || "Thought process"}</summary>
      <div className="thinking-text">{isOpen && !isWriting ? <Text text={text} isWriting={false} /> : <Plain text={text} />}</div>
    </details>
  );
}

function Typing() {
  return (
    <div className="typing" role="img" aria-label="Waiting for the response">
      <span />
      <span />
      <span />
    </div>
  );
}

/** @param {{ messageId: number, text: string, thinking?: string, thought?: string, status: ApiBody<"MessageStatus">, cards: import("./artifact_pieces.js").Card[] }} props */
export function Reply({ messageId, text, thinking = "", thought = "", status, cards }) {
  const isWriting = status === "streaming";
  const live = useLive(messageId);
  const shown = isWriting && live !== null ? live : { text, thinking, cards };
  return (
    <>
      {shown.thinking && <Thinking text={shown.thinking} name={thought} isWriting={isWriting && !shown.text} />}
      <OpenableMessage value={isWriting ? 0 : messageId}>
        {shown.text &&
          (shown.cards.length ? (
            <TextWithCards messageId={messageId} text={shown.text} cards={shown.cards} isWriting={isWriting} />
          ) : (
            <Text text={shown.text} isWriting={isWriting} />
          ))}
      </OpenableMessage>
      {isWriting && !shown.text && !shown.thinking && <Typing />}
    </>
  );
}

/**
 * Draws nothing: each frame of the growing answer, a var of that state, goes to the message that it belongs to.
 * @param {{ state: string, frame: string }} props
 */
export function LiveFeed({ state, frame }) {
  const store = useContext(StateStoreContext);
  useEffect(() => {
    const read = () => take(/** @type {Partial<import("../types").ReplyFrame>} */ (store.getSnapshot(state)[frame]));
    read();
    return store.subscribe(state, read);
  }, [store, state, frame]);
  return null;
}
