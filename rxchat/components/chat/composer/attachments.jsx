// What is attached to the draft, and the ways to attach something: the button, pasting, and dropping on the chat.
import { useEffect, useRef, useState } from "react";
import { useElement } from "../../lib/element.js";
import { attach, lose, remove } from "./draft_images.js";

/** @import { DraftImage, ImageLimits } from "../types" */

const ACCEPTED = "image/png,image/jpeg,image/gif,image/webp";

/** @param {{ conversation: string, limits: ImageLimits, isShut: boolean }} props */
export function AttachButton({ conversation, limits, isShut }) {
  const picker = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  /** @param {React.ChangeEvent<HTMLInputElement>} event */
  const picked = (event) => {
    attach(conversation, [...(event.target.files ?? [])], limits);
    event.target.value = ""; // the same file may be chosen again
  };
  return (
    <>
      <input ref={picker} type="file" multiple hidden accept={ACCEPTED} aria-label="Images" onChange={picked} />
      <button
        type="button"
        className="attach"
        aria-label="Add images"
        title="Add images"
        disabled={isShut}
        onClick={() => picker.current.click()}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="3" y="3" width="18" height="18" rx="3" />
          <circle cx="9" cy="9" r="2" />
          <path d="m21 15-4.5-4.5L6 21" />
        </svg>
      </button>
    </>
  );
}

/**
 * The files of a paste. Where there is text beside an image, as from a table, the text is meant.
 * @param {DataTransfer} pasted
 */
export const pastedImages = ({ types, files }) => (types.includes("text/plain") ? [] : [...files]);

/**
 * Takes files that are dropped anywhere on the chat, and shows while they are held over it that it would.
 * @param {(files: File[]) => void} take
 */
export function useDrop(take) {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const page = /** @type {HTMLElement} */ (document.querySelector(".page"));
    /** @param {DragEvent} event */
    const filesOf = ({ dataTransfer }) => (dataTransfer?.types.includes("Files") ? dataTransfer : null);
    /** @param {boolean} isOver */
    const show = (isOver) => (isOver ? page.setAttribute("data-dropping", "") : page.removeAttribute("data-dropping"));
    /** @param {DragEvent} event */
    const over = (event) => {
      const held = filesOf(event);
      if (!held) return;
      event.preventDefault();
      held.dropEffect = "copy";
      show(true);
    };
    /** @param {DragEvent} event */
    const left = (event) => {
      if (!(event.relatedTarget instanceof Node && page.contains(event.relatedTarget))) show(false);
    };
    /** @param {DragEvent} event */
    const dropped = (event) => {
      const held = filesOf(event);
      if (!held) return;
      event.preventDefault(); // a browser would open the file in the place of the page
      show(false);
      latest.current([...held.files]);
    };
    const listening = new AbortController();
    const { signal } = listening;
    page.addEventListener("dragenter", over, { signal });
    page.addEventListener("dragover", over, { signal });
    page.addEventListener("dragleave", left, { signal });
    page.addEventListener("drop", dropped, { signal });
    return () => {
      show(false);
      listening.abort();
    };
  }, []);
}

/** @param {{ conversation: string, image: DraftImage, isShut: boolean, onRemove: () => void }} props */
function Attachment({ conversation, image, isShut, onRemove }) {
  return (
    <li className="attachment">
      <img src={image.url} alt={image.name} title={image.name} onError={() => image.id && lose(conversation, image)} />
      {image.share < 1 && <progress value={image.share} max={1} aria-label={`Uploading ${image.name}`} />}
      <button
        type="button"
        className="attachment-remove"
        aria-label={`Remove ${image.name}`}
        title={`Remove ${image.name}`}
        disabled={isShut}
        onClick={onRemove}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M18 6 6 18M6 6l12 12" />
        </svg>
      </button>
    </li>
  );
}

/** @param {{ conversation: string, images: DraftImage[], isShut: boolean, onEmptied: () => void }} props */
export function Attachments({ conversation, images, isShut, onEmptied }) {
  const list = /** @type {React.RefObject<HTMLUListElement>} */ (useElement());
  const [at, setAt] = useState(-1); // where one was removed with the keyboard or the mouse: the focus goes on from there

  useEffect(() => {
    if (at < 0) return;
    const buttons = list.current?.querySelectorAll("button") ?? /** @type {HTMLButtonElement[]} */ ([]);
    (buttons[Math.min(at, buttons.length - 1)] ?? { focus: onEmptied }).focus();
    setAt(-1);
  }, [at]);

  if (images.length === 0) return null;
  return (
    <ul ref={list} className="attachments" aria-label="Attached images">
      {images.map((image, number) => (
        <Attachment
          key={image.key}
          conversation={conversation}
          image={image}
          isShut={isShut}
          onRemove={() => {
            remove(conversation, image.key);
            setAt(number);
          }}
        />
      ))}
    </ul>
  );
}
