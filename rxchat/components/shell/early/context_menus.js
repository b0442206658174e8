// A right click and a long press open the menu that a chat's or a message's own button opens, where they are made. The browser's menu
// stays for links, pictures, fields and selected text, and always comes with Shift.
{
  const HELD_MS = 500;
  const MOVED = 10; // pixels: more is a scroll or a drag
  const BROWSERS = "input, textarea, select, img, video, audio, [contenteditable]";

  /** @typedef {{ button: HTMLElement, x: number, y: number }} Wanted */
  /** @type {{ event: PointerEvent, isSelected: boolean, timer?: ReturnType<typeof setTimeout> } | null} */
  let down = null; // the pointer that is down
  /** @type {Wanted | null} */
  let wanted = null; // what opens when it is up: a menu that opened before would take that for a click beside it

  /** @param {Wanted | null} menu */
  const want = (menu) => {
    delete (/** @type {HTMLElement} */ (wanted?.button.closest("[data-menu-owner]"))?.dataset.held);
    wanted = menu;
    if (menu) /** @type {HTMLElement} */ (menu.button.closest("[data-menu-owner]")).dataset.held = "";
  };

  /** @param {Node} node */
  const isSelected = (node) => {
    const selection = getSelection();
    return selection !== null && !selection.isCollapsed && selection.containsNode(node, true);
  };

  /** @param {Event} event @returns {HTMLElement | null} */
  const buttonFor = ({ target }) => {
    const owner = target instanceof Element ? target.closest("[data-menu-owner]") : null;
    const link = target instanceof Element ? target.closest("a") : null;
    if (!owner || !(target instanceof Element) || target.closest(BROWSERS) || (link && !link.matches(".sidebar-item")))
      return null;
    return owner.querySelector("[data-options]");
  };

  /** @param {Wanted} menu */
  const open = ({ button, x, y }) => {
    button.dataset.at = `${x} ${y}`; // menu_popover.js puts the menu there
    button.click();
  };

  document.addEventListener(
    "pointerdown",
    (event) => {
      const node = /** @type {Node} */ (event.target);
      down = { event, isSelected: isSelected(node) };
      const button = event.pointerType === "touch" && !down.isSelected ? buttonFor(event) : null;
      if (!button) return;
      // Not every browser says that a finger stays: Safari on a phone does not.
      down.timer = setTimeout(() => {
        want({ button, x: event.clientX, y: event.clientY });
        navigator.vibrate?.(10);
      }, HELD_MS);
    },
    true,
  );

  const lift = () => {
    clearTimeout(down?.timer);
    down = null;
  };
  document.addEventListener(
    "pointermove",
    ({ clientX, clientY }) => {
      if (!down || Math.hypot(clientX - down.event.clientX, clientY - down.event.clientY) < MOVED) return;
      clearTimeout(down.timer);
      if (down.event.pointerType === "touch") want(null);
    },
    { capture: true, passive: true },
  );
  document.addEventListener(
    "pointercancel",
    () => {
      lift();
      want(null);
    },
    true,
  );
  document.addEventListener(
    "pointerup",
    ({ pointerType }) => {
      lift();
      if (!wanted) return;
      const menu = wanted;
      want(null);
      if (pointerType === "touch") {
        getSelection()?.removeAllRanges(); // what was held may have been selected meanwhile
        const swallow = /** @param {Event} event */ (event) => {
          event.preventDefault();
          event.stopPropagation();
        };
        document.addEventListener("click", swallow, { capture: true, once: true });
        setTimeout(() => {
          document.removeEventListener("click", swallow, true);
          open(menu);
        });
      } else {
        setTimeout(open, 0, menu);
      }
    },
    true,
  );

  document.addEventListener("contextmenu", (event) => {
    const isKeyboard = down === null && event.button !== 2;
    if (event.shiftKey && !isKeyboard) return;
    if (down ? down.isSelected : !isKeyboard && isSelected(/** @type {Node} */ (event.target))) return;
    const button = buttonFor(event);
    if (!button) return;
    event.preventDefault();
    const menu = { button, x: event.clientX, y: event.clientY };
    if (down) want(menu);
    else if (isKeyboard) button.click();
    else open(menu);
  });
}
