// Finds models: which fit the conversation, which a filter lets through, which a few typed letters mean. Nothing here draws.

/** @import { Filters, FindableModel, Model, Needs, Provider, Unfit } from "../types" */

/** @param {string} text */
const normal = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
/** @param {string} text */
const words = (text) =>
  normal(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * How many letters are wrong in `typed` as the beginning of `word`: left out, added, changed or swapped. Over `most` is `most + 1`.
 * @param {string} typed
 * @param {string} word
 * @param {number} most
 */
function slips(typed, word, most) {
  let last = Array.from({ length: word.length + 1 }, (_, at) => at);
  let before = last; // not looked at until there is one
  for (let row = 1; row <= typed.length; row += 1) {
    const next = [row];
    for (let at = 1; at <= word.length; at += 1) {
      const isSame = typed[row - 1] === word[at - 1];
      next[at] = Math.min(last[at] + 1, next[at - 1] + 1, last[at - 1] + (isSame ? 0 : 1));
      const isSwapped = row > 1 && at > 1 && typed[row - 1] === word[at - 2] && typed[row - 2] === word[at - 1];
      if (isSwapped) next[at] = Math.min(next[at], before[at - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [before, last] = [last, next];
  }
  return Math.min(...last); // the rest of the word is still to be typed
}

/** @param {string} typed */
const forgiven = (typed) => (typed.length < 4 ? 0 : typed.length < 7 ? 1 : 2);

/**
 * How far a typed word is from a model: 0 a word of it, 1 a beginning, 2 somewhere inside, 3 and more with slips; null is no match.
 * @param {string} typed
 * @param {FindableModel} model
 * @param {Map<string, number>} known the slips in each word that was looked at before
 */
function distance(typed, model, known) {
  let best = model.compact.includes(typed) ? 2 : null;
  for (const word of model.words) {
    if (word === typed) return 0;
    if (word.startsWith(typed)) best = 1;
  }
  const most = forgiven(typed);
  if (best !== null || most === 0) return best;
  for (const word of model.words) {
    if (word.length + most < typed.length) continue;
    const wrong = known.get(word) ?? slips(typed, word.slice(0, typed.length + most), most);
    known.set(word, wrong);
    if (wrong <= most && (best === null || wrong + 2 < best)) best = wrong + 2;
  }
  return best;
}

/**
 * Whether a model has a capability; null where that is not known.
 * @param {Pick<Model, "capabilities">} model
 * @param {string} name
 */
const has = ({ capabilities }, name) => /** @type {Record<string, boolean | null>} */ (capabilities)[name] ?? null;

/**
 * What a model's badges say of its capabilities, of which a table has the words.
 * @param {Pick<Model, "capabilities">} model
 * @param {ApiBody<"CapabilityBody">[]} shown
 */
const badgesOf = (model, shown) =>
  shown.map(({ name, label, lack }) => (has(model, name) ? label : has(model, name) === false ? lack : "")).filter(Boolean);

/**
 * Models with their provider's label and icon, their badges, and the words they are found by.
 * @param {ApiBody<"ModelBody">[]} models
 * @param {Pick<Provider, "name" | "label" | "company" | "icon" | "is_custom">[]} providers
 * @param {ApiBody<"CapabilityBody">[]} shown
 * @returns {FindableModel[]}
 */
export function findable(models, providers, shown = []) {
  const known = new Map(providers.map((provider) => [provider.name, provider]));
  return models.map((model) => {
    const { label, company, icon, is_custom } = known.get(model.provider) ?? { label: model.provider, company: "", icon: "" };
    const texts = [model.name, model.model, label, company, model.provider].map(words);
    return {
      ...model,
      label: is_custom ? `${label} (custom)` : label,
      icon,
      badges: badgesOf(model, shown),
      words: [...new Set(texts.flat())],
      compact: texts.map((text) => text.join("")).join(" "),
    };
  });
}

/**
 * Those that every typed word means, the nearest first; all of them, as they stand, when nothing was typed.
 * @template {FindableModel} Found
 * @param {Found[]} models
 * @param {string} typed
 */
export function search(models, typed) {
  const asked = words(typed);
  if (asked.length === 0) return models;
  const known = asked.map(() => /** @type {Map<string, number>} */ (new Map()));
  /** @type {{ model: Found, total: number }[]} */
  const found = [];
  for (const model of models) {
    let total = /** @type {number | null} */ (0);
    for (let at = 0; at < asked.length && total !== null; at += 1) {
      const one = distance(asked[at], model, known[at]);
      total = one === null ? null : total + one;
    }
    if (total !== null) found.push({ model, total });
  }
  return found.sort((one, other) => one.total - other.total).map(({ model }) => model);
}

/** @type {Filters} */
export const NO_FILTERS = { provider: "", price: "", context: "" };

/** @param {Filters} filters */
export const countOn = (filters) => Object.values(filters).filter(Boolean).length;

/** @param {Model} model @param {Filters} filters */
export function passes(model, { provider, price, context, ...wanted }) {
  if (Object.keys(wanted).some((name) => wanted[name] && !has(model, name))) return false;
  if (provider && model.provider !== provider) return false;
  if (price !== "" && !(model.price && model.price.output_per_million <= Number(price))) return false;
  return context === "" || (model.context_window ?? 0) >= Number(context);
}

/**
 * Why a model is not fit for the conversation, and whether it could answer all the same; null when it is fit.
 * @param {Model} model
 * @param {Needs} needs
 * @returns {Unfit | null}
 */
export function unfit(model, needs) {
  if (model.lifecycle === "retired") {
    return { reason: model.replacement ? `Retired. Replaced by ${model.replacement}` : "Retired", canAnswer: false };
  }
  if (model.context_window !== null && needs.tokens > model.context_window) {
    return { reason: "This chat is too long for this model", canAnswer: false };
  }
  if ((needs.images || needs.attached) && model.capabilities.images === false) {
    const reason = needs.attached
      ? "Can't read images. The ones you attached won't be sent"
      : "Can't read images. The ones in this chat won't be sent";
    return { reason, canAnswer: true };
  }
  return null;
}
