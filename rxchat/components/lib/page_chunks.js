// For Vite: which chunk a module of the page goes into, where Vite would make one of each module that two parts share.

/** @typedef {{ importers: string[], dynamicImporters: readonly string[], isEntry: boolean }} Module */
/** @typedef {{ getModuleInfo: (id: string) => Module | null }} Modules */

const PAGE = /[\\/]app[\\/](entry\.client|root)\./;
const CHAT = /[\\/]app[\\/]routes[\\/](\[c\]|_index\.)/;
const SETTINGS = /[\\/]app[\\/]routes[\\/]\[settings\]/;
const OURS = /[\\/]rxchat[\\/][a-z]+[\\/]/; // small, where a library that the settings draw with is not

/**
 * The entries that import a module outright, by any number of steps, and whether a part that is fetched later does.
 * @param {string} id
 * @param {Modules} modules
 */
function usersOf(id, modules) {
  const reached = new Set([id]);
  const entries = [];
  let isLater = false;
  for (const each of reached) {
    const info = modules.getModuleInfo(each);
    if (info?.isEntry) entries.push(each);
    else if (info?.dynamicImporters.length) isLater = true;
    for (const importer of info?.importers ?? []) reached.add(importer);
  }
  return { entries, isLater };
}

/**
 * Two layers: what every page needs, or the settings as well as the chat, and what the chat alone does. The first also has those of
 * our modules that the settings share with a part that is fetched later: Vite would make a chunk of each, and the settings would
 * learn of it when they have their own. A module of a layer imports only from its own and the one before it, so no two chunks
 * import each other. All else is left to Vite.
 * @param {string} id
 * @param {Modules} modules
 */
export function layerOf(id, modules) {
  if (modules.getModuleInfo(id)?.isEntry) return null;
  const { entries, isLater } = usersOf(id, modules);
  /** @param {RegExp} kind */
  const isIn = (kind) => entries.some((entry) => kind.test(entry));
  if (isIn(PAGE) || (isIn(SETTINGS) && (isIn(CHAT) || (isLater && OURS.test(id))))) return "page";
  return isIn(CHAT) ? "chat" : null;
}

// One group for each, because a group takes along all that its modules import and no group before it has taken.
export const layers = ["page", "chat"].map((layer) => ({
  /** @type {(id: string, modules: Modules) => string | null} */
  name: (id, modules) => (layerOf(id, modules) === layer ? layer : null),
  debugName: layer,
}));
