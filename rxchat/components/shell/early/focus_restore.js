// The keyboard keeps its place. What had the focus may be taken away by what it did. Where that is a link to another page, such as a
// tab, the focus goes to the same link there; where it is a button such as "Remove", to the part of the page that it was in,
// [data-keeps-focus], or to the one before it where that is gone as well.
(() => {
  /** @type {HTMLElement | null} */
  let held = null;
  /** @type {HTMLElement[]} */
  let keepers = [];

  document.addEventListener("focusin", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    /** @type {HTMLElement | null} */
    const own = target.closest("[data-keeps-focus]");
    const all = own ? [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-keeps-focus]"))] : [];
    const at = own ? all.indexOf(own) : -1;
    held = target;
    keepers = [...all.slice(0, at + 1).reverse(), ...all.slice(at + 1)];
  });

  /** @param {HTMLAnchorElement} link */
  const same = (link) => [...document.links].find((one) => one.href === link.href && one.className === link.className);

  new MutationObserver(() => {
    if (held === null || held.isConnected || document.activeElement !== document.body) return;
    const place = held instanceof HTMLAnchorElement && held.href ? same(held) : keepers.find((one) => one.isConnected);
    place?.focus({ preventScroll: true });
    place?.scrollIntoView({ block: "nearest" });
  }).observe(document, { childList: true, subtree: true });
})();
