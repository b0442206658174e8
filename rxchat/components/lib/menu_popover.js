// A menu that is drawn when it's asked for, beside the button that asked. Its keys are in shell/early/shell.js.
import { useEffect, useLayoutEffect } from "react";
import { useElement } from "./element.js";

const EDGE = 8; // pixels between the menu and the window's edge

/**
 * Where the pointer asked for it (shell/early/context_menus.js), else below the button.
 * @param {HTMLElement} opener
 */
function placeOf(opener) {
  const { at } = opener.dataset;
  delete opener.dataset.at;
  const { left, bottom } = opener.getBoundingClientRect();
  return at ? at.split(" ").map(Number) : [left, bottom + 4];
}

/**
 * The ref of a popover that opens below `opener`, or where the pointer is; `onClose` is called when it has closed by itself.
 * @param {HTMLElement} opener
 * @param {() => void} onClose
 */
export function useMenuPopover(opener, onClose) {
  const menu = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  useLayoutEffect(() => {
    const element = menu.current;
    const [x, y] = placeOf(opener);
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(EDGE, Math.min(x, window.innerWidth - width - EDGE))}px`;
    element.style.top = `${Math.max(EDGE, Math.min(y, window.innerHeight - height - EDGE))}px`;
  }, [opener]);
  useEffect(() => {
    /** @param {ToggleEvent} event */
    const toggled = (event) => event.newState === "closed" && onClose();
    menu.current.addEventListener("toggle", toggled);
    return () => menu.current?.removeEventListener("toggle", toggled);
  }, [onClose]);
  return menu;
}
