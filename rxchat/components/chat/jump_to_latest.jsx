// Jump to latest: a button above the composer that appears after scrolling up, and the End key.

import { ArrowDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";

const SMOOTH = 3; // screens; a longer way is jumped over
const TYPED_IN = "input, textarea, select, [role=menu], [role=tab], [popover], dialog";

const transcript = () => /** @type {HTMLElement} */ (document.querySelector(".transcript"));

/**
 * How many screens it is to the end. The transcript is laid out from its end, where it has scrolled by 0.
 * @param {HTMLElement} frame
 */
const screensLeft = ({ scrollTop, clientHeight }) => Math.abs(scrollTop) / clientHeight;

/** @param {HTMLElement} frame */
function scrollToEnd(frame) {
  const isCalm = screensLeft(frame) > SMOOTH || window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  frame.scrollTo({ top: 0, behavior: isCalm ? "auto" : "smooth" });
}

/**
 * `isAway` says that the newest messages are not on the page: `onNewest` brings them.
 * @param {{ isAway: boolean, isRunning: boolean, onNewest: () => void }} props
 */
export function Jump({ isAway, isRunning, onNewest }) {
  const [isFar, setIsFar] = useState(false);
  const go = () => {
    const frame = transcript();
    if (isAway) onNewest();
    else scrollToEnd(frame);
    frame.focus({ preventScroll: true }); // the button goes, and the arrow keys go on from here
  };
  const jump = useRef(go);
  jump.current = go;
  const isShown = isAway || isFar;

  useEffect(() => {
    const frame = transcript();
    const look = () => setIsFar(screensLeft(frame) > 0.5);
    look();
    frame.addEventListener("scroll", look, { passive: true });
    return () => frame.removeEventListener("scroll", look);
  }, []);

  useEffect(() => {
    if (!isShown) return undefined;
    /** @param {KeyboardEvent} event */
    const pressed = (event) => {
      const isOther = event.shiftKey || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented;
      const { target } = event;
      const isEmpty = target instanceof HTMLTextAreaElement && target.id === "message" && target.value === "";
      const isTyping = target instanceof Element && target.closest(TYPED_IN) && !isEmpty;
      if (event.key !== "End" || isOther || isTyping) return;
      event.preventDefault();
      jump.current();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [isShown]);

  return (
    <div className="jump">
      {isShown && (
        <button
          type="button"
          className="jump-button"
          aria-label="Go to the newest"
          title="Go to the newest (End)"
          data-running={isRunning || undefined}
          onClick={go}
        >
          <ArrowDown size={18} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
