// For Vite: which chunk a module of the page goes into, where Vite would make one of each module that two parts share.

/** @typedef {{ getModuleInfo: (id: string) => { importers: string[], isEntry: boolean } | null }} Modules */

const PAGE = /[\\/]app[\\/](entry\.client|root)\./;
const CHAT = /[\\/]app[\\/]routes[\\/](\[c\]|_index\.)/;
const SETTINGS = /[\\/]app[\\/]routes[\\/]\[settings\]/;

/**
 * The entries that import a module outright, by any number of steps.
 * @param {string} id
 * @param {Modules} modules
 */
function entriesOf(id, modules) {
  const reached = new Set([id]);
  const entries = [];
  for (const each of reached) {
    const info = modules.getModuleInfo(each);
    if (info?.isEntry) entries.push(each);
    for (const importer of info?.importers ?? []) reached.add(importer);
  }
  return entries;
}

/**
 * Two layers: what every page needs, or the settings as well as the chat, and what the chat alone does. A module of a layer imports
 * only from its own and the one before it, so no two chunks import each other. All else is left to Vite.
 * @param {string} id
 * @param {Modules} modules
 */
export function layerOf(id, modules) {
  if (modules.getModuleInfo(id)?.isEntry) return null;
  const entries = entriesOf(id, modules);
  /** @param {RegExp} kind */
  const isIn = (kind) => entries.some((entry) => kind.test(entry));
  if (isIn(PAGE) || (isIn(CHAT) && isIn(SETTINGS))) return "page";
  return isIn(CHAT) ? "chat" : null;
}

// One group for each, because a group takes along all that its modules import and no group before it has taken.
export const layers = ["page", "chat"].map((layer) => ({
  /** @type {(id: string, modules: Modules) => string | null} */
  name: (id, modules) => (layerOf(id, modules) === layer ? layer : null),
  debugName: layer,
}));
