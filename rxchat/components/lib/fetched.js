// Code that the page fetches when it is first wanted.
import { failed } from "../shell/conversations/conversation_store.js";
import { OFFLINE } from "./api.js";

/**
 * Fetch a module and use it. Where it can't be fetched, that is said.
 * @template Module
 * @param {() => Promise<Module>} load such as `() => import("./some_dialog.jsx")`
 * @param {(module: Module) => unknown} use
 */
export async function withCode(load, use) {
  const module = await load().catch(() => failed(OFFLINE));
  if (module) await use(module);
}
