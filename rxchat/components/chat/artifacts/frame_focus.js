// Frame focus: an artifact can take the keyboard at any time, and no browser forbids it. What it takes while a person is elsewhere is
// given back, and one that goes on is stopped.

export const MOST_STEALS = 3; // many a harmless one focuses its first field
const TYPING_MS = 1000;

/**
 * Whether a frame may have the focus that it has just taken. A person goes there with Tab, or has the pointer there and isn't typing.
 * @param {{ isPointedAt: boolean, lastKey: string, sinceKey: number }} page `sinceKey` in milliseconds
 */
export const isWanted = ({ isPointedAt, lastKey, sinceKey }) => (isPointedAt && sinceKey > TYPING_MS) || lastKey === "Tab";

/**
 * Returns what ends it. `onSteal` is called when it has happened too often.
 * @param {HTMLIFrameElement} frame
 * @param {() => void} onSteal
 */
export function guardFocus(frame, onSteal) {
  const listening = new AbortController();
  const { signal } = listening;
  let previous = /** @type {HTMLElement | null} */ (document.activeElement === frame ? null : document.activeElement);
  let lastKey = "";
  let keyAt = Number.NEGATIVE_INFINITY;
  let steals = 0;
  let isPointedAt = false;
  let at = "";
  /** A frame that comes to lie under a pointer at rest isn't pointed at. @param {PointerEvent} event */
  const moved = ({ target, screenX, screenY }) => {
    const now = `${screenX} ${screenY}`;
    if (target !== frame) isPointedAt = false;
    else if (at && now !== at) isPointedAt = true; // the first time nobody knows whether it moved
    at = now;
  };
  /** @param {FocusEvent} event */
  const focused = ({ target }) => {
    if (target instanceof HTMLElement && target !== frame) previous = target;
  };
  /** @param {KeyboardEvent} event */
  const pressed = ({ key, timeStamp }) => {
    lastKey = key;
    keyAt = timeStamp;
  };
  /** @param {Event} event */
  const blurred = ({ timeStamp }) => {
    if (document.activeElement !== frame) return;
    if (isWanted({ isPointedAt, lastKey, sinceKey: timeStamp - keyAt })) return;
    setTimeout(() => previous?.focus({ preventScroll: true })); // Chromium is not done with the frame yet
    steals += 1;
    if (steals >= MOST_STEALS) onSteal();
  };
  for (const name of /** @type {const} */ (["pointerover", "pointermove", "pointerdown"])) {
    document.addEventListener(name, moved, { signal, capture: true });
  }
  document.addEventListener("focusin", focused, { signal });
  document.addEventListener("keydown", pressed, { signal, capture: true });
  window.addEventListener("blur", blurred, { signal });
  return () => listening.abort();
}
