// How the artifact panel stands: beside the chat where there is room, else as a sheet over it, or over the whole window.
import { useLayoutEffect, useState, useSyncExternalStore } from "react";
import { useElement } from "../../lib/element.js";
import { WIDE } from "./artifact_store.js";

/** @param {() => void} changed */
function watchWidth(changed) {
  const query = window.matchMedia(WIDE);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

const isWideNow = () => window.matchMedia(WIDE).matches;

/**
 * The dialog's ref, and how it stands. It is modal unless it is beside the chat. `isAsked` when a person opened it: the focus goes there.
 * @param {boolean} isAsked
 */
export function usePanelMode(isAsked) {
  const box = /** @type {React.RefObject<HTMLDialogElement>} */ (useElement());
  const isWide = useSyncExternalStore(watchWidth, isWideNow);
  const [isFull, setIsFull] = useState(false);
  const isBeside = isWide && !isFull;
  useLayoutEffect(() => {
    const dialog = box.current;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    const isInside = dialog.contains(focused);
    if (dialog.open) dialog.close();
    if (isBeside)
      dialog.setAttribute("open", ""); // `show` would take the focus
    else dialog.showModal();
    if (isInside) focused?.focus();
    else if (isAsked || !isBeside) dialog.focus();
  }, [isBeside]);
  return { box, isWide, isFull, isBeside, toggleFull: () => setIsFull(!isFull) };
}
