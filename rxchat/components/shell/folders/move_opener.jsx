// Opens the dialog that moves chats or a folder, whose code is fetched when it is first asked for.
import { withCode } from "../../lib/fetched.js";
import { createStore } from "../../lib/store.js";

/** @import { Movables } from "../types" */
/** @typedef {{ Dialog: typeof import("./move_dialog.jsx").MoveDialog, moving: Movables, opener: HTMLElement }} Opened */

const opened = createStore(/** @type {Opened | null} */ (null));

/**
 * Ask where to move chats, by their ids, or a folder. `opener` gets the focus back.
 * @param {Movables} moving
 * @param {HTMLElement} opener
 */
export const openMove = (moving, opener) =>
  withCode(
    () => import("./move_dialog.jsx"),
    ({ MoveDialog: Dialog }) => opened.set({ Dialog, moving, opener }),
  );

export function MoveOpened() {
  const shown = opened.use();
  if (!shown) return null;
  const leave = () => {
    shown.opener.focus();
    opened.set(null);
  };
  return <shown.Dialog moving={shown.moving} onClose={leave} />;
}
