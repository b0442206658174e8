// Values that many parts of the page read: a part is drawn again when what it selects has changed.
import { useSyncExternalStore } from "react";

/**
 * @template State
 * @param {State} initial also shown before the page is alive
 */
export function createStore(initial) {
  let state = initial;
  /** @type {Set<() => void>} */
  const readers = new Set();

  /** @param {() => void} reader */
  const subscribe = (reader) => {
    readers.add(reader);
    return () => readers.delete(reader);
  };

  return {
    get: () => state,
    /** @param {State} next */
    set(next) {
      state = next;
      for (const reader of readers) reader();
    },
    /** @param {Partial<State>} changes */
    update(changes) {
      this.set({ ...state, ...changes });
    },
    /**
     * @template [Selected=State]
     * @param {(state: State) => Selected} [select]
     * @param {() => Selected} [selectBefore] what is shown before the page is alive, where the initial state does not say it
     * @returns {Selected}
     */
    use(select = (whole) => /** @type {Selected} */ (/** @type {unknown} */ (whole)), selectBefore = () => select(initial)) {
      return useSyncExternalStore(subscribe, () => select(state), selectBefore);
    },
  };
}
