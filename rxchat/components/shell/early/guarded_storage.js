// What the browser keeps for the page. A browser may forbid that, and its storage may be full: what it doesn't take lasts as long
// as the page does. Reflex and the libraries of the build keep their values here as well (GuardedPlugin).
(() => {
  const OWNER = "rxchat_person";
  const SIGNED_OUT = "rxchat_signed_out";
  /** @param {string | undefined} person */
  const prefixOf = (person) => (person ? `${person}:` : "");

  class Kept {
    #name;
    #prefix;
    /** @type {Map<string, string>} */
    #unkept = new Map();

    /** @param {"localStorage" | "sessionStorage"} name @param {string | undefined} person */
    constructor(name, person) {
      this.#name = name;
      this.#prefix = prefixOf(person);
      if (person) this.#adopt(person);
    }

    /**
     * Asked for at each use: where it is forbidden, naming it is an error.
     * @template Result, Otherwise
     * @param {(storage: Storage) => Result} use
     * @param {Otherwise} otherwise
     */
    #browser(use, otherwise) {
      try {
        return use(window[this.#name]);
      } catch {
        return otherwise;
      }
    }

    /**
     * Earlier versions kept one person's values at a time, under plain keys, and beside them whose they were.
     * @param {string} person
     */
    #adopt(person) {
      this.#browser((storage) => {
        const owner = storage.getItem(OWNER) ?? person;
        storage.removeItem(OWNER);
        for (const key of Object.keys(storage).filter((one) => !/^\d+:/.test(one))) {
          storage.setItem(prefixOf(owner) + key, storage.getItem(key) ?? "");
          storage.removeItem(key);
        }
      }, undefined);
    }

    /**
     * Remove all that is kept for a person.
     * @param {string} person
     */
    forget(person) {
      this.#browser((storage) => {
        const keys = Object.keys(storage).filter((key) => key.startsWith(prefixOf(person)));
        for (const key of keys) storage.removeItem(key);
      }, undefined);
    }

    /** @param {string} key */
    getItem(key) {
      return this.#unkept.get(key) ?? this.#browser((storage) => storage.getItem(this.#prefix + key), null);
    }

    /**
     * Returns whether the value outlives the page.
     * @param {string} key
     * @param {string} value
     */
    setItem(key, value) {
      this.#unkept.delete(key);
      const isKept = this.#browser((storage) => {
        storage.setItem(this.#prefix + key, value);
        return true;
      }, false);
      if (isKept) return true;
      this.removeItem(key); // an old value would come back at the next load
      this.#unkept.set(key, String(value));
      return false;
    }

    /** @param {string} key */
    removeItem(key) {
      this.#unkept.delete(key);
      this.#browser((storage) => storage.removeItem(this.#prefix + key), undefined);
    }
  }

  // What is kept is one person's, a tab's token too: it stays for them, and nobody else's page reads it. Whose page this is stands
  // in a cookie that comes with it; another names who has signed out, and whose drafts go with that.
  /** @param {string} name */
  const cookie = (name) => new RegExp(`(?:^|; )${name}=(\\d+)`).exec(document.cookie)?.[1];
  const named = () => cookie(OWNER);
  const person = named();
  const kept = { local: new Kept("localStorage", person), session: new Kept("sessionStorage", person) };
  const left = cookie(SIGNED_OUT);
  if (left) {
    for (const storage of Object.values(kept)) storage.forget(left);
    // biome-ignore lint/suspicious/noDocumentCookie: the CookieStore API is not there over plain HTTP
    document.cookie = `${SIGNED_OUT}=; Max-Age=0; Path=/; SameSite=strict`;
  }
  // Somebody else has signed in in another tab: this one shows what is not theirs.
  const look = () => {
    if ((named() ?? person) !== person) window.location.reload();
  };
  window.addEventListener("storage", look);
  document.addEventListener("visibilitychange", look);
  window.rxchatStorage = kept;
})();
