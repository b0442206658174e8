// What the palette lists for some words: what the page holds at once, and below it what the server has found. Nothing here draws or asks.
import { day } from "../../lib/dates.js";
import { nameOf } from "../conversations/conversation_store.js";

/** @import { Conversation } from "../types" */
/** @import { Answer, Deeds, Entry, Group, Known } from "./types" */

const MOST = 6; // entries of a group that come from the page
const MOST_RECENT = 6;

/** @param {string} text */
export const normal = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @type {WeakMap<object, { name: string, normal: string }>} */
const known = new WeakMap();

/**
 * The name as it is compared, made once for each conversation or model.
 * @param {object} thing
 * @param {string} name
 */
function normalOf(thing, name) {
  const before = known.get(thing);
  if (before?.name === name) return before.normal;
  const made = { name, normal: normal(name) };
  known.set(thing, made);
  return made.normal;
}

const WORD_BEGINS = /(?:^|[^\p{L}\p{N}])$/u;

/** @param {string} text @param {string} word */
function beginsWord(text, word) {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (WORD_BEGINS.test(text.slice(Math.max(0, at - 2), at))) return true;
  }
  return false;
}

/**
 * How well a name fits what was typed: 0 begins with it, 1 each word begins a word of it, 2 each word is somewhere inside; null not.
 * @param {string} name both as `normal` makes them
 * @param {string} typed
 */
export function rank(name, typed) {
  if (name.startsWith(typed)) return 0;
  const words = typed.split(/\s+/).filter(Boolean);
  if (!words.every((word) => name.includes(word))) return null;
  return words.every((word) => beginsWord(name, word)) ? 1 : 2;
}

/**
 * The things that fit, best first; those that fit alike stay in their order.
 * @template {object} Thing
 * @param {Thing[]} things
 * @param {(thing: Thing) => string} name
 * @param {string} typed
 * @param {number} worst the last rank that counts
 */
function best(things, name, typed, worst) {
  /** @type {Thing[][]} */
  const found = [[], [], []];
  for (const thing of things) {
    const fit = rank(normalOf(thing, name(thing)), typed);
    if (fit !== null && fit <= worst) found[fit].push(thing);
  }
  return found.flat().slice(0, MOST);
}

/** @param {Conversation} conversation @returns {Entry} */
const chat = (conversation) => ({
  key: `chat-${conversation.id}`,
  icon: "provider",
  provider: conversation.provider,
  name: nameOf(conversation),
  detail: `${conversation.is_archived ? "Archived · " : ""}${day(new Date(conversation.updated_at))}`,
  deed: { to: `/c/${conversation.id}` },
});

/** @param {ApiBody<"ConversationBody">} hit @returns {Entry} */
const message = (hit) => ({
  ...chat(hit),
  key: `message-${hit.match?.message_id}`,
  line: hit.match?.line ?? [],
  deed: { to: `/c/${hit.id}?m=${hit.match?.message_id}` },
});

/** @param {ApiBody<"ConversationBody">} hit @returns {Entry} */
const artifact = (hit) => ({
  ...message(hit),
  key: `artifact-${hit.match?.artifact_id}`,
  name: hit.match?.artifact_title || "Untitled",
  deed: { to: `/c/${hit.id}?m=${hit.match?.message_id}&a=${hit.match?.artifact_id}` },
});

/** @param {Known["models"][number]} model @param {Deeds} deeds @returns {Entry} */
const modelEntry = (model, deeds) => ({
  key: `model-${model.id}`,
  icon: "provider",
  provider: model.provider,
  name: model.name,
  detail: model.label,
  deed: { run: () => deeds.model(model.id) },
});

/** @param {ApiBody<"NamedBody">} named @param {Deeds} deeds @returns {Entry} */
function namedEntry({ kind, id, name }, deeds) {
  const shown = name.trim() || "Untitled";
  const run = { folder: () => deeds.folder({ id, name: shown }), prompt: () => deeds.prompt(id) };
  return { key: `${kind}-${id}`, icon: kind, name: shown, deed: kind === "project" ? { to: `/p/${id}` } : { run: run[kind] } };
}

/** @param {string} name @param {Entry[]} entries @returns {Group} */
const group = (name, entries) => ({ name, entries });

/**
 * Without any words: the chats of late, and what can be done.
 * @param {Known} page
 */
const atFirst = ({ conversations, actions }) => [
  group("Recent chats", conversations.slice(0, MOST_RECENT).map(chat)),
  group("Actions", actions),
];

/**
 * An answer to earlier words, without the names that the words of now are not in.
 * @param {Answer} answer
 * @param {string} typed
 */
function still(answer, typed) {
  if (answer.words === typed) return answer;
  /** @param {{ name: string } | { title: string }} thing */
  const fits = (thing) => rank(normalOf(thing, "name" in thing ? thing.name : thing.title), normal(typed)) !== null;
  return { ...answer, titles: answer.titles.filter(fits), names: answer.names.filter(fits) };
}

/**
 * All groups with something in them. What the page holds comes first and keeps its place when the server's answer follows below.
 * @param {string} typed
 * @param {Known} page
 * @param {Answer} answer
 * @param {Deeds} deeds
 */
export function groupsFor(typed, page, answer, deeds) {
  const words = typed.trim();
  const wanted = normal(words);
  if (!wanted) return atFirst(page).filter(({ entries }) => entries.length > 0);
  const chats = best(page.conversations, nameOf, wanted, 2);
  const found = still(answer, words);
  const shown = new Set(chats.map(({ id }) => id));
  /** @param {string} kind */
  const named = (kind) => found.names.filter((one) => one.kind === kind).map((one) => namedEntry(one, deeds));
  return [
    group("Chats", chats.map(chat)),
    group(
      "Actions",
      best(page.actions, ({ name }) => name, wanted, 1),
    ),
    group(
      "Models",
      best(page.models, ({ name, label }) => `${name} ${label}`, wanted, 1).map((model) => modelEntry(model, deeds)),
    ),
    group(chats.length ? "More chats" : "Chats", found.titles.filter(({ id }) => !shown.has(id)).map(chat)),
    group("Projects", named("project")),
    group("Folders", named("folder")),
    group("Prompts", named("prompt")),
    group("Artifacts", found.artifacts.map(artifact)),
    group("Messages", found.messages.map(message)),
  ].filter(({ entries }) => entries.length > 0);
}
