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

/**
 * The same for what nobody has asked for: without it the page is as it was, and that the server is gone it says anyway (reconnect.py).
 * @template Module
 * @param {() => Promise<Module>} load
 * @param {(module: Module) => unknown} use
 */
export async function withCodeInBackground(load, use) {
  const module = await load().catch(() => null);
  if (module) await use(module);
}
