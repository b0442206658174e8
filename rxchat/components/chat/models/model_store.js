// The models there are and the person's own, as the API tells them. They are fetched while the page is idle and kept as long as it
// lives, so that the selector opens at once; what has changed since is fetched behind it.
import { useSyncExternalStore } from "react";
import { call } from "../../lib/api.js";
import { findable } from "./model_search.js";

const NOTHING = { models: [], providers: [], preferences: { default: null, starred: [], recent: [] }, isLoaded: false, fault: "" };

let known = NOTHING;
let told = "";
let asked = 0;
const readers = new Set();

function tell(next) {
  known = next;
  for (const reader of readers) reader();
}

async function text(path, options) {
  const answer = await fetch(path, options);
  if (!answer.ok) throw new Error(`${path} answers ${answer.status}`);
  return answer.text();
}

/** Ask for everything anew. Nothing is told where nothing has changed, and the last one to ask is right. */
export async function load() {
  asked += 1;
  const mine = asked;
  try {
    const [models, preferences] = await Promise.all([text("/api/models"), text("/api/preferences/models")]);
    if (mine !== asked || told === models + preferences) return;
    told = models + preferences;
    const catalogue = JSON.parse(models);
    const { providers } = catalogue;
    tell({
      models: findable(catalogue.models, providers),
      providers,
      preferences: JSON.parse(preferences),
      isLoaded: true,
      fault: "",
    });
  } catch {
    if (mine === asked) tell({ ...known, fault: "The models could not be read just now. Open this again in a moment." });
  }
}

/** Give a model a star or take it away; it is shown at once and kept by the server. */
export async function star(model, isStarred) {
  const others = known.preferences.starred.filter((one) => one !== model);
  tell({ ...known, preferences: { ...known.preferences, starred: isStarred ? [model, ...others] : others } });
  const body = JSON.stringify({ starred: { [model]: isStarred } });
  const headers = { "content-type": "application/json" };
  await text("/api/preferences/models", { method: "PATCH", headers, body }).catch(() => null);
  told = "";
  await load();
}

/** Add a model that its provider does not list, by its id. Gives what went wrong, in words. */
export async function nameModel({ provider, model }) {
  const { fault } = await call("POST", `/api/providers/${encodeURIComponent(provider)}/models`, { model });
  if (!fault) await load();
  return fault ?? "";
}

function subscribe(reader) {
  readers.add(reader);
  return () => readers.delete(reader);
}

export const useModels = () =>
  useSyncExternalStore(
    subscribe,
    () => known,
    () => NOTHING,
  );
