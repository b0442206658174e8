// Values that the browser keeps for this page, by name. `guarded_storage.js` says what becomes of them where it can't.

/**
 * The value, or `otherwise` where there is none or where it isn't one of ours.
 * @template [Value=unknown]
 * @param {string} name
 * @param {Value} [otherwise]
 * @returns {Value | undefined}
 */
export function read(name, otherwise) {
  try {
    return JSON.parse(window.rxchatStorage.local.getItem(name) ?? "null") ?? otherwise;
  } catch {
    return otherwise; // no JSON: something else wrote it
  }
}

/**
 * Returns whether the value outlives the page.
 * @param {string} name
 * @param {unknown} value
 */
export const keep = (name, value) => window.rxchatStorage.local.setItem(name, JSON.stringify(value));

/** @param {string} name */
export const drop = (name) => window.rxchatStorage.local.removeItem(name);
