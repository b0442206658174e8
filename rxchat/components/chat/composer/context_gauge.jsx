// The gauge at the composer: how full the model's window is, and what the next message costs. A click shows the breakdown.
import { useEffect, useRef, useState } from "react";
import { useLocation } from "react-router";
import { withCode } from "../../lib/fetched.js";
import { cancelCompacting, compact, contexts, show } from "./context_store.js";
import { figures, gaugeWords, imageTokens, typedTokens } from "./context_words.js";
import "./context_gauge.css";

/** @import { ChosenModel } from "../types" */
/** @typedef {typeof import("./context_dialog.jsx").ContextDialog} Breakdown */

const OFFERED_SHARE = 0.8;

/**
 * The tokens in the box, counted at most once a frame.
 * @param {React.RefObject<HTMLTextAreaElement>} box
 * @param {number} scale
 * @param {string} conversation
 */
function useTyped(box, scale, conversation) {
  const [typed, setTyped] = useState(0);
  useEffect(() => {
    const typing = box.current; // a frame may come after the box has gone and before this has ended
    let frame = 0;
    const count = () => {
      frame = 0;
      setTyped(typedTokens(typing.value, scale));
    };
    const soon = () => {
      frame ||= requestAnimationFrame(count);
    };
    typing.addEventListener("input", soon);
    soon();
    return () => {
      typing.removeEventListener("input", soon);
      cancelAnimationFrame(frame);
    };
  }, [scale, conversation]);
  return typed;
}

/**
 * Offers to compact when the window is nearly full. What it does is said before, and it can be canceled.
 * @param {{ share: number, name: string, isCompacting: boolean, fault: string, canCompact: boolean, isNew: boolean }} props
 */
function Offer({ share, name, isCompacting, fault, canCompact, isNew }) {
  const words =
    share >= 1 ? `This message doesn't fit into ${name}'s context window.` : `${name}'s context window is nearly full.`;
  return (
    <p className="context-offer" role="status">
      {isCompacting ? "Summarizing the older messages…" : fault || words}
      {isCompacting && (
        <button type="button" className="action" onClick={cancelCompacting}>
          Cancel
        </button>
      )}
      {!isCompacting && canCompact && (
        <button type="button" className="action" title="All messages stay, and you can undo it" onClick={compact}>
          Summarize older messages
        </button>
      )}
      {!isCompacting &&
        !canCompact &&
        ` ${isNew ? "Shorten it" : "Start a new chat"}, or switch to a model with a larger window.`}
    </p>
  );
}

/**
 * @param {object} props
 * @param {string} props.conversation "0" for a new one
 * @param {ChosenModel} props.model
 * @param {React.RefObject<HTMLTextAreaElement>} props.box
 * @param {number} props.images attached to the message
 * @param {boolean} props.isRunning
 * @param {string} props.shown changes with the messages
 */
export function ContextGauge({ conversation, model, box, images, isRunning, shown }) {
  const { context, isCompacting, fault } = contexts.use();
  const opener = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const [Opened, setOpened] = useState(() => /** @type {Breakdown | null} */ (null));
  const project = useLocation().pathname.match(/^\/p\/(\d+)/)?.[1] ?? "";
  const typed = useTyped(box, context?.token_scale ?? 1, conversation) + imageTokens(images);

  useEffect(() => {
    if (!isRunning) show(conversation, model.ref, project);
  }, [conversation, model.ref, project, isRunning, shown]);

  if (!context) return null;
  const found = figures(context, typed, Date.now());
  const { size, price, long } = gaugeWords(found);
  const isFull = found.share !== null && found.share >= OFFERED_SHARE;
  const open = () =>
    withCode(
      () => import("./context_dialog.jsx"),
      ({ ContextDialog }) => setOpened(() => ContextDialog),
    );
  const close = () => {
    setOpened(null);
    opener.current?.focus();
  };
  return (
    <>
      {found.share !== null && (isFull || isCompacting || fault) && !isRunning && (
        <Offer
          {...{ isCompacting, fault }}
          share={found.share}
          name={model.name}
          canCompact={context.can_compact}
          isNew={conversation === "0"}
        />
      )}
      <button
        ref={opener}
        type="button"
        className="context-gauge"
        aria-label={long}
        title={long}
        data-full={isFull || undefined}
        onClick={open}
      >
        {size}
        {price && <span className="context-gauge-price">{` · ${price}`}</span>}
      </button>
      {Opened && <Opened {...{ context, typed, model, isRunning }} onClose={close} />}
    </>
  );
}
