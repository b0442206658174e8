// A menu whose code is fetched when its button is first pressed.
import { useCallback, useState } from "react";
import { withCode } from "./fetched.js";

/**
 * `button` are properties of the button. `opened` is the menu's component and the button that the focus goes back to.
 * @template Menu
 * @param {() => Promise<Menu>} load
 */
export function useLazyMenu(load) {
  const [opened, setOpened] = useState(/** @type {{ Menu: Menu, opener: HTMLElement } | null} */ (null));
  const close = useCallback(() => setOpened(null), []);
  /** @param {React.MouseEvent<HTMLElement>} event */
  const onClick = ({ currentTarget: opener }) => withCode(load, (Menu) => setOpened({ Menu, opener }));
  const button = /** @type {const} */ ({ type: "button", "aria-haspopup": "menu", "aria-expanded": opened !== null, onClick });
  return { opened, close, button };
}
