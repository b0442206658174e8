// The models there are and the person's own, as the API tells them. They are fetched while the page is idle and kept as long as it
// lives, so that the selector opens at once; what has changed since is fetched behind it.
import { call, request } from "../../lib/api.js";
import { createStore } from "../../lib/store.js";
import { findable } from "./model_search.js";

/** @import { KnownModels, Model } from "../types" */

/** @type {KnownModels} */
const NOTHING = {
  models: [],
  providers: [],
  capabilities: [],
  preferences: { default: null, starred: [], recent: [] },
  isLoaded: false,
  fault: "",
};

const store = createStore(NOTHING);
let latest = "";
let asked = 0;

/** @param {string} path */
async function textOf(path) {
  const { response } = await request(path);
  return response ? response.text() : null;
}

/** Fetch everything again. Nothing is drawn where nothing has changed, and the last one to ask is right. */
export async function load() {
  asked += 1;
  const mine = asked;
  const [list, own] = await Promise.all([textOf("/api/models"), textOf("/api/preferences/models")]);
  const both = `${list}${own}`;
  if (mine !== asked || latest === both) return;
  if (list === null || own === null) {
    store.update({ fault: "Couldn't load models. Close this and try again." });
    return;
  }
  latest = both;
  const { models, providers, capabilities } = /** @type {ApiBody<"ModelList">} */ (JSON.parse(list));
  const found = findable(models, providers, capabilities);
  store.set({ models: found, providers, capabilities, preferences: JSON.parse(own), isLoaded: true, fault: "" });
}

/**
 * Make a model a favorite, or take it from them; shown at once and kept by the server.
 * @param {string} model
 * @param {boolean} isStarred
 */
export async function star(model, isStarred) {
  const { preferences } = store.get();
  const others = preferences.starred.filter((one) => one !== model);
  store.update({ preferences: { ...preferences, starred: isStarred ? [model, ...others] : others } });
  await call("/api/preferences/models", { method: "PATCH", body: { starred: { [model]: isStarred } } });
  latest = "";
  await load();
}

/**
 * Add a model that its provider does not list, by its id. Returns what went wrong, in words.
 * @param {Pick<Model, "provider" | "model">} model
 */
export async function nameModel({ provider, model }) {
  const { fault } = await call(`/api/providers/${encodeURIComponent(provider)}/models`, { method: "POST", body: { model } });
  if (!fault) await load();
  return fault ?? "";
}

export const useModels = () => store.use();
