// The keyboard keeps its place. What had the focus may be taken away by what it did, such as "Remove": the focus then goes to the
// part of the page that it was in, [data-keeps-focus], or where that is gone as well to the one before it.
(() => {
  let held = null;
  let keepers = [];

  document.addEventListener("focusin", ({ target }) => {
    const own = target.closest("[data-keeps-focus]");
    const all = own ? [...document.querySelectorAll("[data-keeps-focus]")] : [];
    const at = all.indexOf(own);
    held = target;
    keepers = [...all.slice(0, at + 1).reverse(), ...all.slice(at + 1)];
  });

  new MutationObserver(() => {
    if (held === null || held.isConnected) return;
    const keeper = document.activeElement === document.body ? keepers.find((one) => one.isConnected) : undefined;
    held = null;
    keeper?.focus({ preventScroll: true });
    keeper?.scrollIntoView({ block: "nearest" });
  }).observe(document, { childList: true, subtree: true });
})();
