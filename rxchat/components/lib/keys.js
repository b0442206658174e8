// What Enter does where several lines can be typed. Keys of an input method never get here: shell.js takes them away first.

/** @import { KeyPress } from "./types" */

// No keyboard on a screen sends these.
const HARDWARE = new Set(["Alt", "ArrowDown", "ArrowLeft", "ArrowRight", "ArrowUp", "Control", "Escape", "Meta", "Tab"]);
let hasKeyboard = false;

if (typeof window !== "undefined") {
  window.addEventListener(
    "keydown",
    (event) => {
      hasKeyboard ||= event.code !== "" && HARDWARE.has(event.key);
    },
    true,
  );
}

/** Whether the person has pressed a key that no keyboard on a screen has. */
export const hasHardwareKeyboard = () => hasKeyboard;

/** @param {string} query */
const matches = (query) => window.matchMedia(query).matches;

/**
 * Whether a key comes from a keyboard with a Shift that breaks lines. On a screen, Enter is the one way to break a line.
 * @param {KeyPress} event
 */
const isHardware = (event) =>
  !matches("(pointer: coarse)") || (event.code !== "" && (hasKeyboard || matches("(any-pointer: fine)")));

/**
 * Whether Enter sends: always with Ctrl or Cmd, else where the person has a keyboard and hasn't chosen that it breaks the line.
 * @param {KeyPress} event
 */
export function isSubmitEnter(event) {
  if (event.key !== "Enter" || event.shiftKey) return false;
  if (event.ctrlKey || event.metaKey) return true;
  return document.documentElement.dataset.enter !== "break" && isHardware(event);
}
