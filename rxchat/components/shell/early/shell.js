// The frame's own behaviour, in the browser alone: the sidebar and the keyboard shortcuts.
(() => {
  const root = document.documentElement;
  const isNarrow = () => window.matchMedia("(max-width: 767px)").matches;
  const isOpen = () => (isNarrow() ? root.dataset.drawer === "open" : root.dataset.sidebar !== "closed");

  function show(open) {
    if (isNarrow()) {
      root.dataset.drawer = open ? "open" : "closed";
      if (open) document.querySelector("#sidebar button")?.focus();
      else document.querySelector("header [data-toggles=sidebar]")?.focus();
    } else {
      root.dataset.sidebar = open ? "open" : "closed";
      rxchatStorage.local.setItem("rxchat_sidebar", root.dataset.sidebar);
    }
  }

  root.dataset.sidebar = rxchatStorage.local.getItem("rxchat_sidebar") ?? "open";

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toggles=sidebar]")) show(!isOpen());
    else if (isNarrow() && isOpen() && event.target.closest("#sidebar a, #sidebar [data-leaves]")) show(false);
    const idea = event.target.closest("[data-idea]");
    const box = document.querySelector("#message");
    if (idea && box) {
      box.value = idea.dataset.idea;
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.form.requestSubmit();
    }
  });

  // A menu: its first or chosen item has the focus, arrows move it, letters find an item, a choice closes it.
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.newState !== "open" || !event.target.matches("[role=menu]")) return;
      (event.target.querySelector("[aria-checked=true]") ?? event.target.querySelector("[role^=menuitem]"))?.focus();
    },
    true,
  );

  function moveInMenu(menu, event) {
    const items = [...menu.querySelectorAll("[role^=menuitem]")];
    const at = items.indexOf(document.activeElement);
    const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const found = {
      ArrowDown: () => after[0],
      ArrowUp: () => items[(at - 1 + items.length) % items.length],
      Home: () => items[0],
      End: () => items.at(-1),
    }[event.key]?.() ??
      (event.key.length === 1 && event.key !== " "
        ? after.find((item) => item.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))
        : undefined);
    if (event.key === "Tab") menu.hidePopover();
    if (!found) return;
    event.preventDefault();
    found.focus();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[role^=menuitem]")) event.target.closest("[role=menu]").hidePopover();
  });

  // Tabs are links: arrows move along them, Enter follows one.
  function moveInTabs(tab, event) {
    const tabs = [...tab.parentElement.querySelectorAll("[role=tab]")];
    const at = tabs.indexOf(tab);
    const found = {
      ArrowRight: tabs[(at + 1) % tabs.length],
      ArrowLeft: tabs[(at - 1 + tabs.length) % tabs.length],
      Home: tabs[0],
      End: tabs.at(-1),
    }[event.key];
    if (!found) return;
    event.preventDefault();
    found.focus();
  }

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

  const press = (selector) => document.querySelector(selector)?.click();

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("[role=menu]");
    if (menu) {
      moveInMenu(menu, event);
      return;
    }
    if (event.target.matches?.("[role=tab]")) moveInTabs(event.target, event);
    const isTyping = event.target.closest?.("input, textarea, [contenteditable]");
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.shiftKey && event.key.toLowerCase() === "o") {
      event.preventDefault();
      press("[data-shortcut=new-chat]");
    } else if (isCommand && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      if (!isOpen()) show(true);
      document.querySelector("#search")?.focus();
    } else if (event.key === "/" && !isTyping && !isCommand) {
      event.preventDefault();
      document.querySelector("#message")?.focus();
    } else if (event.key === "Escape" && !event.defaultPrevented && !event.target.closest?.("[data-escapes]")) {
      if (isNarrow() && isOpen()) show(false);
      else press(".composer [aria-label=Stop]");
    }
  });
})();
