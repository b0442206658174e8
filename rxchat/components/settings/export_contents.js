// What there is to export: chats, which both formats hold, and what only JSON does.

/** @typedef {"" | "library" | "chats"} Contents nothing, or only what is beside chats */

const CHATS = ["/api/conversations?limit=1", "/api/conversations?limit=1&archived=true"];
const LIBRARY = ["/api/projects?limit=1", "/api/prompts?limit=1", "/api/folders", "/api/preferences/instructions"];

/**
 * Whether a list or a text of an answer has something in it. A request that failed counts as one that found something.
 * @param {{ data?: object }} answer
 */
const holds = ({ data }) =>
  !data || Object.values(data).some((value) => (typeof value === "string" ? value.trim() : value?.length > 0));

/**
 * @param {(path: string) => Promise<{ data?: object }>} ask
 * @returns {Promise<Contents>}
 */
export async function contents(ask) {
  /** @param {string[]} paths */
  const any = async (paths) => (await Promise.all(paths.map(ask))).some(holds);
  const [hasChats, hasLibrary] = await Promise.all([any(CHATS), any(LIBRARY)]);
  if (hasChats) return "chats";
  return hasLibrary ? "library" : "";
}
