// Leads to a message: brings it into view, marks it for a moment and gives it the focus. And back to the end, where a person has
// left what they looked for.
import { useEffect, useRef } from "react";

const MARKED_MS = 2500;
const SETTLING_MS = 4000; // answers above it are drawn bit by bit, and move it
const MOVES = ["wheel", "touchstart", "pointerdown", "keydown"];

/** @param {number} id */
function land(id) {
  const message = document.getElementById(`m${id}`);
  if (!message) return undefined;
  const frame = /** @type {Element} */ (message.closest(".transcript"));
  const show = () => message.scrollIntoView({ block: message.offsetHeight < frame.clientHeight / 2 ? "center" : "start" });
  const settling = new ResizeObserver(show);
  const stop = () => settling.disconnect();
  const unmark = () => delete message.dataset.found;
  const timers = [setTimeout(stop, SETTLING_MS), setTimeout(unmark, MARKED_MS)];
  show();
  settling.observe(/** @type {Element} */ (message.parentElement));
  for (const move of MOVES) document.addEventListener(move, stop, { passive: true, once: true });
  message.dataset.found = "";
  if (!message.contains(document.activeElement)) {
    message.tabIndex = -1;
    message.focus({ preventScroll: true });
  }
  return () => {
    timers.forEach(clearTimeout);
    stop();
    unmark();
    for (const move of MOVES) document.removeEventListener(move, stop);
  };
}

/**
 * `sought` is the message to lead to, 0 for none; `isAway` says whether the page shows other messages than the newest.
 * @param {{ sought: number, isAway: boolean }} props
 */
export function Landing({ sought, isAway }) {
  const before = useRef({ sought: 0, isAway: false });

  useEffect(() => (sought ? land(sought) : undefined), [sought]);

  useEffect(() => {
    const was = before.current;
    before.current = { sought, isAway };
    const isBack = was.isAway && !isAway;
    const hasSent = was.sought && document.activeElement?.closest(".composer");
    if (sought || isAway || !(isBack || hasSent)) return;
    const frame = /** @type {HTMLElement} */ (document.querySelector(".transcript"));
    frame.scrollTop = 0; // its end
    if (document.activeElement === document.body) frame.focus({ preventScroll: true }); // the button that led here is gone
  }, [sought, isAway]);

  return null;
}
