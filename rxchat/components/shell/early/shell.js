// The frame's own behaviour, in the browser alone: the sidebar, menus and tabs, and the keyboard shortcuts. In a block, so that its
// names are its own.
{
  const root = document.documentElement;
  const isNarrow = () => window.matchMedia("(max-width: 767px)").matches;
  const isOpen = () => (isNarrow() ? root.dataset.drawer === "open" : root.dataset.sidebar !== "closed");

  /** @type {(selector: string) => HTMLElement | null} */
  const find = (selector) => document.querySelector(selector);
  /** @type {(within: ParentNode | null, selector: string) => HTMLElement[]} */
  const findAll = (within, selector) => [.../** @type {NodeListOf<HTMLElement>} */ (within?.querySelectorAll(selector) ?? [])];
  /** @type {(event: Event, selector: string) => HTMLElement | null} */
  const around = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

  /** @param {boolean} open */
  const show = (open) => {
    if (isNarrow()) {
      root.dataset.drawer = open ? "open" : "closed";
      find(open ? "#sidebar button" : "header [data-toggles=sidebar]")?.focus();
    } else {
      root.dataset.sidebar = open ? "open" : "closed";
      rxchatStorage.local.setItem("rxchat_sidebar", open ? "open" : "closed");
    }
  };

  root.dataset.sidebar = rxchatStorage.local.getItem("rxchat_sidebar") ?? "open";

  document.addEventListener("click", (event) => {
    if (around(event, "[data-toggles=sidebar]")) show(!isOpen());
    else if (isNarrow() && isOpen() && around(event, "#sidebar a, #sidebar [data-leaves]")) show(false);
    const idea = around(event, "[data-idea]");
    const box = /** @type {HTMLTextAreaElement | null} */ (find("#message"));
    if (idea && box) {
      box.value = idea.dataset.idea ?? "";
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.focus();
    }
  });

  // A menu: its first or chosen item has the focus, arrows move it, letters find an item, a choice closes it.
  document.addEventListener(
    "toggle",
    (event) => {
      const menu = around(event, "[role=menu]");
      if (!menu || menu !== event.target || /** @type {ToggleEvent} */ (event).newState !== "open") return;
      (findAll(menu, "[aria-checked=true]")[0] ?? findAll(menu, "[role^=menuitem]")[0])?.focus();
    },
    true,
  );

  /** @param {KeyboardEvent} event @param {HTMLElement | undefined} found */
  const move = (event, found) => {
    if (!found) return;
    event.preventDefault();
    found.focus();
  };

  /** @param {HTMLElement} menu @param {KeyboardEvent} event */
  const moveInMenu = (menu, event) => {
    const items = findAll(menu, "[role^=menuitem]");
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const isLetter = event.key.length === 1 && event.key !== " ";
    /** @param {HTMLElement} item */
    const begins = (item) => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase());
    /** @type {Record<string, HTMLElement | undefined>} */
    const stops = {
      ArrowDown: after[0],
      ArrowUp: items[(at - 1 + items.length) % items.length],
      Home: items[0],
      End: items.at(-1),
    };
    if (event.key === "Tab") menu.hidePopover();
    move(event, stops[event.key] ?? (isLetter ? after.find(begins) : undefined));
  };

  document.addEventListener("click", (event) => {
    if (around(event, "[role^=menuitem]")) around(event, "[role=menu]")?.hidePopover();
  });

  /**
   * Tabs are links: arrows move along them, in a row and in a column, Enter follows one.
   * @param {HTMLElement} tab
   * @param {KeyboardEvent} event
   */
  const moveInTabs = (tab, event) => {
    const tabs = findAll(tab.parentElement, "[role=tab]");
    const at = tabs.indexOf(tab);
    const next = tabs[(at + 1) % tabs.length];
    const previous = tabs[(at - 1 + tabs.length) % tabs.length];
    /** @type {Record<string, HTMLElement | undefined>} */
    const stops = {
      ArrowRight: next,
      ArrowDown: next,
      ArrowLeft: previous,
      ArrowUp: previous,
      Home: tabs[0],
      End: tabs.at(-1),
    };
    move(event, stops[event.key]);
  };

  // An input method takes Enter to end a word, Escape to drop it and the arrows to choose one: those keys are never ours. Safari says
  // so of the last one by its code alone, and would submit a form with it.
  window.addEventListener(
    "keydown",
    (event) => {
      if (!event.isComposing && event.keyCode !== 229) return;
      event.stopPropagation();
      if (event.key === "Enter" && !event.isComposing) event.preventDefault();
    },
    true,
  );

  const toggleShortcuts = () => {
    const dialog = /** @type {HTMLDialogElement | null} */ (find("#shortcuts"));
    if (dialog?.open) dialog.close();
    else dialog?.showModal();
  };

  // What the shortcuts of shell/shortcut_table.py do, by name. The palette does the same things: "rxchat:do" names one.
  /** @type {Record<string, () => void>} */
  const actions = {
    palette() {
      root.dataset.palette = "wanted"; // its part of the page may not be alive yet
      document.dispatchEvent(new Event("rxchat:palette"));
    },
    sidebar: () => show(!isOpen()),
    "new-chat": () => find("[data-shortcut=new-chat]")?.click(),
    compose: () => find("#message")?.focus(),
    shortcuts: toggleShortcuts,
    search() {
      if (!isOpen()) show(true);
      find("#search")?.focus();
    },
  };
  document.addEventListener("rxchat:do", (event) => actions[/** @type {CustomEvent<string>} */ (event).detail]());
  const isMac = /Mac|iP/.test(navigator.platform);

  /**
   * What a key does anywhere on the page: the name of an action, or nothing. In a dialog that is its own way out alone.
   * @param {KeyboardEvent} event
   */
  const shortcut = (event) => {
    const key = event.key.toLowerCase();
    const hasCommand = isMac ? event.metaKey : event.ctrlKey;
    if (event.altKey || (!hasCommand && (event.ctrlKey || event.metaKey))) return undefined;
    if (!hasCommand && around(event, "input, textarea, select, [contenteditable]")) return undefined;
    const shift = event.shiftKey && /^[a-z]$/.test(key) ? "shift+" : ""; // other signs may need Shift to be typed
    const action = rxchatShortcuts[`${hasCommand ? "ctrl+" : ""}${shift}${key}`];
    const dialog = around(event, "dialog");
    return dialog && dialog.id !== action ? undefined : action;
  };

  document.addEventListener("keydown", (event) => {
    const menu = around(event, "[role=menu]");
    if (menu) {
      moveInMenu(menu, event);
      return;
    }
    const tab = around(event, "[role=tab]");
    if (tab) moveInTabs(tab, event);
    const action = shortcut(event);
    if (action) {
      event.preventDefault();
      actions[action]();
    } else if (event.key === "Escape" && !event.defaultPrevented && !around(event, "[data-escapes], dialog")) {
      if (isNarrow() && isOpen()) show(false);
      else find(".composer [aria-label=Stop]")?.click();
    }
  });
}
