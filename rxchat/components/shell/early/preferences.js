// What a person prefers of the page, kept in the browser: put on the root before anything is drawn, where the styles read it.
(() => {
  for (const name of ["text", "enter", "density", "contrast"]) {
    const kept = rxchatStorage.local.getItem(`rxchat_${name}`);
    if (kept) document.documentElement.dataset[name] = kept;
  }
})();
