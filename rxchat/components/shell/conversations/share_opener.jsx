// Opens the share dialog, whose code is fetched when it is first asked for.
import { withCode } from "../../lib/fetched.js";
import { createStore } from "../../lib/store.js";

/** @typedef {{ Dialog: typeof import("./share_dialog.jsx").ShareDialog, conversation: number, opener: HTMLElement }} Opened */

const opened = createStore(/** @type {Opened | null} */ (null));

/**
 * `opener` is the button that the focus goes back to.
 * @param {{ id: number }} conversation
 * @param {HTMLElement} opener
 */
export const share = ({ id }, opener) =>
  withCode(
    () => import("./share_dialog.jsx"),
    ({ ShareDialog: Dialog }) => opened.set({ Dialog, conversation: id, opener }),
  );

export function ShareOpened() {
  const shown = opened.use();
  if (!shown) return null;
  const leave = () => {
    shown.opener.focus();
    opened.set(null);
  };
  return <shown.Dialog conversation={shown.conversation} onClose={leave} />;
}
