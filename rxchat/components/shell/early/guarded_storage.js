// What the browser keeps for the page. A browser may forbid that, and its storage may be full: what it doesn't take lasts as long
// as the page does. Reflex and the libraries of the build keep their values here as well (GuardedPlugin in rxconfig.py).
(() => {
  class Kept {
    #name;
    #unkept = new Map();

    constructor(name) {
      this.#name = name;
    }

    // Asked for at each use: where it is forbidden, naming it is an error.
    #browser(use, otherwise) {
      try {
        return use(window[this.#name]);
      } catch {
        return otherwise;
      }
    }

    getItem(key) {
      return this.#unkept.get(key) ?? this.#browser((storage) => storage.getItem(key), null);
    }

    /** Returns whether the value outlives the page. */
    setItem(key, value) {
      this.#unkept.delete(key);
      const isKept = this.#browser((storage) => {
        storage.setItem(key, value);
        return true;
      }, false);
      if (isKept) return true;
      this.removeItem(key); // an old value would come back at the next load
      this.#unkept.set(key, String(value));
      return false;
    }

    removeItem(key) {
      this.#unkept.delete(key);
      this.#browser((storage) => storage.removeItem(key));
    }

    clear() {
      this.#unkept.clear();
      this.#browser((storage) => storage.clear());
    }
  }

  // What is kept is one person's, a tab's token too. Whose page this is stands in a cookie that comes with it: what somebody else
  // has left behind, whose session ended otherwise than by signing out, is gone before anything reads it.
  const named = () => /(?:^|; )rxchat_person=(\d+)/.exec(document.cookie)?.[1];
  const person = named();
  const kept = { local: new Kept("localStorage"), session: new Kept("sessionStorage") };
  for (const storage of person ? Object.values(kept) : []) {
    if ((storage.getItem("rxchat_person") ?? person) !== person) storage.clear();
    storage.setItem("rxchat_person", person);
  }
  // Somebody else has signed in in another tab: this one shows what is not theirs.
  const look = () => {
    if ((named() ?? person) !== person) window.location.reload();
  };
  window.addEventListener("storage", look);
  document.addEventListener("visibilitychange", look);
  window.rxchatStorage = kept;
})();
