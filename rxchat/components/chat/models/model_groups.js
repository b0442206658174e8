// The groups of the model selector, in their order: the person's own, each provider's models, what has no models yet.
import { passes, search } from "./model_search.js";

/** @import { Filters, KnownModels, Model, ModelGroup, Provider } from "../types" */
/** @typedef {Omit<ModelGroup, "id">} Group as it is before it is known whether it was found */

const MOST_FOUND = 40; // more than anybody reads
const IN_SIGHT = 6; // rows: a group of those used last doesn't repeat them

/** @param {Model[]} known @param {string[]} refs */
const named = (known, refs) => refs.flatMap((ref) => known.find((model) => model.id === ref) ?? []);

/** @type {Pick<Model, "lifecycle" | "context_window" | "price" | "capabilities" | "badges">} */
const UNKNOWN = {
  lifecycle: "active",
  context_window: null,
  price: null,
  capabilities: { chat: true },
  badges: [],
};

/** @param {Provider} provider */
const labelOf = (provider) => (provider.is_custom ? `${provider.label} (custom)` : provider.label);
/** @param {Provider} provider */
const needsKey = ({ status, needs_key }) => status === "not_configured" && needs_key;

/**
 * What was typed as the id of a model: of each server that has no list, or of the provider that is named before a colon.
 * @param {string} typed
 * @param {Model[]} models
 * @param {Provider[]} providers
 * @returns {Model[]}
 */
function namedBy(typed, models, providers) {
  if (!typed || /\s/.test(typed)) return [];
  const [name] = typed.split(":", 1);
  /** @param {Provider} provider */
  const isNamed = (provider) => name !== typed && provider.name === name;
  return providers
    .filter((provider) => provider.is_enabled && provider.is_configured && (provider.lacks_list || isNamed(provider)))
    .map((provider) => /** @type {const} */ ([provider, isNamed(provider) ? typed.slice(name.length + 1) : typed]))
    .map(([provider, model]) => ({
      ...UNKNOWN,
      id: `${provider.name}:${model}`,
      model,
      name: model,
      provider: provider.name,
      label: labelOf(provider),
      icon: provider.icon,
      isNew: true,
    }))
    .filter(({ id, model }) => model && !models.some((other) => other.id === id));
}

/**
 * The person's own: favorites, and the models used last that are in sight neither there nor in the first rows below.
 * @param {Model[]} allowed
 * @param {string[]} starred
 * @param {string[]} recent
 * @param {Model[]} below
 * @returns {Group[]}
 */
function ownGroups(allowed, starred, recent, below) {
  const inSight = new Set([...starred, ...below.slice(0, IN_SIGHT).map(({ id }) => id)]);
  const used = recent.filter((ref) => !inSight.has(ref));
  const groups = [
    { key: "*starred", label: "Favorites", rows: named(allowed, starred), isMixed: true },
    { key: "*recent", label: "Recent", rows: named(allowed, used), isMixed: true },
  ];
  return groups.filter((group) => group.rows.length > 0);
}

/**
 * @param {Model[]} models
 * @param {Provider[]} providers
 * @returns {Group[]}
 */
function byProvider(models, providers) {
  /** @type {Map<string, Model[]>} */
  const rows = new Map();
  for (const model of models) {
    const own = rows.get(model.provider);
    if (own) own.push(model);
    else rows.set(model.provider, [model]);
  }
  const known = new Map(providers.map((provider) => [provider.name, provider]));
  return [...rows].map(([name, list]) => ({
    key: name,
    label: known.get(name)?.label ?? name,
    provider: known.get(name),
    rows: list,
  }));
}

/**
 * Providers without a key, in one group that is folded at first, and those whose models are still to be named.
 * @param {Model[]} models
 * @param {Provider[]} providers
 * @param {string} typed
 * @returns {Group[]}
 */
function withoutModels(models, providers, typed) {
  /** @param {Provider} provider */
  const isMeant = ({ label, company }) => `${label} ${company}`.toLowerCase().includes(typed.toLowerCase());
  const has = new Set(models.map((model) => model.provider));
  const lacking = providers
    .filter((provider) => !needsKey(provider) && provider.is_enabled && provider.lacks_list && !has.has(provider.name))
    .filter(isMeant)
    .map((provider) => ({ key: provider.name, label: provider.label, provider, rows: [], isOpen: true }));
  const unconnected = providers.filter(needsKey).filter(isMeant);
  if (unconnected.length === 0) return lacking;
  const isAlone = has.size <= 1; // nothing but the embedded model: what else there is comes into sight
  return [...lacking, { key: "*unconnected", label: "Not connected", rows: [], unconnected, startsFolded: !isAlone }];
}

/**
 * `recent` are the refs of the models used last.
 * @param {Pick<KnownModels, "models" | "providers" | "preferences">} known
 * @param {string[]} recent
 * @param {string} text
 * @param {Filters} filters
 * @returns {ModelGroup[]}
 */
export function groupsOf({ models, providers, preferences }, recent, text, filters) {
  const typed = text.trim();
  const allowed = models.filter((model) => passes(model, filters));
  const found = typed ? search(allowed, typed).slice(0, MOST_FOUND) : allowed;
  const silent = found.filter(({ capabilities }) => !capabilities.chat);
  const typedIn = namedBy(typed, models, providers);
  const chatting = byProvider(
    found.filter(({ capabilities }) => capabilities.chat),
    providers,
  );
  const below = chatting.flatMap(({ rows }) => rows);
  const groups = [
    ...(typed ? [] : ownGroups(allowed, preferences.starred, recent, below)),
    ...chatting,
    ...(typedIn.length ? [{ key: "*typed", label: "Use a model by its ID", rows: typedIn, isMixed: true }] : []),
    ...(Object.values(filters).some(Boolean) ? [] : withoutModels(models, providers, typed)),
    ...(silent.length ? [{ key: "*silent", label: "Can't chat", rows: silent, isMixed: true }] : []),
  ];
  return groups.map((group) => ({ ...group, id: `${typed ? "found" : "models"}-${group.key}` }));
}
