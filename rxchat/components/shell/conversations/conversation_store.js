// The conversations in the sidebar: loaded from the API page by page, then kept up to date with the changes that the server pushes.
// They are kept here, beside the page's components, so that the list is there at once when another page draws it.
import { call, OFFLINE, request } from "../../lib/api.js";
import { saveFile } from "../../lib/save_file.js";
import { createStore } from "../../lib/store.js";
import { isBefore, mergeRows } from "./conversation_merge.js";
import { isNarrow, NO_FILTERS, parameters } from "./view_filters.js";

/** @import { Answer, Options } from "../../lib/types" */
/** @import { Change, Conversation, ListChanges, Notice, View } from "../types" */

const PAGE = 50;
const MOST_PINNED = 200;

export const store = createStore({
  view: /** @type {View} */ (NO_FILTERS),
  /** @type {Conversation[]} */
  pinned: [],
  /** @type {Conversation[]} */
  items: [],
  /** @type {string | null} */
  cursor: null,
  /** @type {Conversation | null} */
  end: null, // the last conversation of the last page: where `cursor` continues
  isLoaded: false,
  isLoading: false,
  fault: "",
  /** @type {Notice | null} */
  notice: null, // what was done last, or why it was not
  renaming: 0,
});

export const useConversations = () => store.use();

/** @param {string} path */
const address = (path) => `/api/conversations${path}`;

/**
 * A page of the list, or of what is found for `words`.
 * @param {{ words?: string, pinned?: boolean, cursor?: string | null, limit?: number, view?: View, signal?: AbortSignal }} wanted
 * @returns {Promise<ApiBody<"ConversationPage"> & { fault?: string }>}
 */
export async function page({ words, pinned, cursor, limit = PAGE, view = store.get().view, signal }) {
  const wanted = { q: words, ...parameters(view), pinned, cursor, limit };
  const given = Object.entries(wanted)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => [name, String(value)]);
  /** @type {Answer<ApiBody<"ConversationPage">>} */
  const { data, fault } = await call(address(`?${new URLSearchParams(given)}`), { signal });
  return data ?? { conversations: [], next_cursor: null, fault };
}

/** @type {Promise<void> | null} */
let loading = null;
let isStale = false;
let seen = 0; // the number of the last change that is in the list
let lastConnection = "";

// Changes that came while pages were on their way. A page may have been read before them, so they are merged into it once more.
let pages = 0;
let late = /** @type {Change[]} */ ([]);

/**
 * @template Page
 * @param {() => Promise<Page>} ask
 */
async function reading(ask) {
  if (!pages) late = [];
  pages += 1;
  try {
    return await ask();
  } finally {
    pages -= 1;
  }
}

/** @type {Set<(changes: Change[]) => void>} */
const readers = new Set();

/**
 * Call `reader` with each set of changes from now on. Returns what ends that.
 * @param {(changes: Change[]) => void} reader
 * @returns {() => void}
 */
export function onChanges(reader) {
  readers.add(reader);
  return () => void readers.delete(reader);
}

/** @param {Change[]} changes */
function merge(changes) {
  if (pages) late.push(...changes);
  const { isLoaded, view } = store.get();
  if (isLoaded) store.update(mergeRows(store.get(), changes));
  if (isNarrow(view)) refresh(); // whether another one belongs there is for the server to say
  for (const reader of readers) reader(changes);
}

/**
 * Take what the server has pushed. The list is loaded again only where the changes since the last one are not all there.
 * @param {ListChanges} changes
 * @param {string} connection the id of the socket they came by: with another one some may have been lost
 */
export async function follow({ number, floor, rows }, connection) {
  const isKnown = seen >= floor && seen <= number && connection === lastConnection;
  const news = rows.filter((change) => change.number > seen);
  seen = number;
  lastConnection = connection;
  if (!isKnown) await refresh();
  else if (news.length) merge(news);
}

/**
 * Fetch the first page again; what has been shown beyond it stays. Asked for meanwhile, it is fetched once more.
 * @returns {Promise<void>}
 */
export function refresh() {
  if (loading) isStale = true;
  else
    loading = load().finally(() => {
      loading = null;
      if (isStale) {
        isStale = false;
        refresh();
      }
    });
  return loading;
}

async function load() {
  const { view } = store.get();
  const [top, first] = await reading(() =>
    Promise.all([
      view.isArchived ? { conversations: [], fault: undefined } : page({ pinned: true, limit: MOST_PINNED, view }),
      page({ pinned: view.isArchived ? undefined : false, view }),
    ]),
  );
  if (view !== store.get().view) return; // the person looks at something else by now: `look` has asked for that
  const fault = top.fault ?? first.fault ?? "";
  if (fault) {
    seen = 0; // the next change loads it
    // When the whole server is gone, the page itself says so, and asks again when it is back (reconnect.py).
    store.update({ fault: fault === OFFLINE && store.get().isLoaded ? "" : fault });
    return;
  }
  const { items, cursor, end } = store.get();
  const last = first.conversations.at(-1) ?? null;
  const beyond = first.next_cursor && last ? items.filter((item) => isBefore(last, item)) : [];
  const loaded = { view, pinned: top.conversations, items: [...first.conversations, ...beyond] };
  const next = beyond.length ? { cursor, end } : { cursor: first.next_cursor, end: first.next_cursor ? last : null };
  store.update({ ...next, ...mergeRows({ ...loaded, ...next }, late), isLoaded: true, fault: "" });
}

export async function loadMore() {
  const { view, cursor, isLoading } = store.get();
  if (isLoading || !cursor) return;
  store.update({ isLoading: true });
  const next = await reading(() => page({ pinned: view.isArchived ? undefined : false, cursor, view }));
  if (view !== store.get().view || cursor !== store.get().cursor) {
    store.update({ isLoading: false });
    return;
  }
  if (next.fault) {
    store.update({ isLoading: false, fault: next.fault });
    return;
  }
  const { items, pinned } = store.get();
  const shown = new Set(items.map((item) => item.id));
  const longer = [...items, ...next.conversations.filter((item) => !shown.has(item.id))];
  const end = (next.next_cursor && next.conversations.at(-1)) || null;
  const merged = mergeRows({ view, pinned, items: longer, end }, late);
  store.update({ isLoading: false, fault: "", cursor: next.next_cursor, end, ...merged });
}

/**
 * Show the conversations that other filters let through.
 * @param {Partial<View>} view
 */
export function look(view) {
  store.update({
    view: { ...store.get().view, ...view },
    pinned: [],
    items: [],
    cursor: null,
    end: null,
    isLoaded: false,
    isLoading: false,
    fault: "",
  });
  refresh();
}

/** @param {number} id */
export const beginRenaming = (id) => store.update({ renaming: id });
export const dismiss = () => store.update({ notice: null });
/** @param {Notice} notice */
export const notify = (notice) => store.update({ notice });
/**
 * Say what could not be done.
 * @param {string} text
 */
export const failed = (text) => notify({ text, isBad: true });

/**
 * @param {string} path
 * @param {Options} options
 * @returns {Promise<{ conversation?: Conversation, fault?: string }>}
 */
async function changed(path, options) {
  const { response, fault } = await request(address(path), options);
  if (fault !== undefined) {
    store.update({ notice: { text: fault, isBad: true } });
    return { fault };
  }
  if (response.status === 204) return {};
  const conversation = await response.json();
  merge([{ id: conversation.id, row: conversation }]);
  store.update({ renaming: 0 });
  return { conversation };
}

/** @param {number} id @param {ApiBody<"ConversationChange">} body */
export const change = (id, body) => changed(`/${id}`, { method: "PATCH", body });
/** @param {number} id */
export const duplicate = (id) => changed(`/${id}/duplicate`, { method: "POST" });
/**
 * Another conversation with the messages up to one of these.
 * @param {number} id
 * @param {number} message
 */
export const branchOff = (id, message) => changed(`/${id}/duplicate?up_to=${message}`, { method: "POST" });

/** @param {Conversation} conversation */
export async function archive(conversation) {
  const isArchived = !conversation.is_archived;
  const { fault } = await change(conversation.id, { is_archived: isArchived });
  if (fault) return;
  const undo = () => change(conversation.id, { is_archived: !isArchived });
  store.update({ notice: { text: isArchived ? "Chat archived" : "Chat restored", undo } });
}

/**
 * Put away at once; the notice takes it back. `restored` is called when it is there again.
 * @param {Conversation} conversation
 * @param {() => void} restored
 */
export async function remove(conversation, restored) {
  const { fault } = await changed(`/${conversation.id}`, { method: "DELETE" });
  if (fault) return false;
  const undo = async () => {
    if ((await changed(`/${conversation.id}/restore`, { method: "POST" })).conversation) restored();
  };
  merge([{ id: conversation.id, row: null }]);
  store.update({
    notice: { text: "Chat deleted", undo, erase: () => erase(conversation) },
  });
  return true;
}

/**
 * Delete for good what was put away.
 * @param {Conversation} conversation
 */
async function erase(conversation) {
  const { fault } = await request(address(`/${conversation.id}?for_good=true`), { method: "DELETE" });
  store.update({ notice: fault ? { text: fault, isBad: true } : { text: "Chat permanently deleted" } });
}

/**
 * Save a conversation as a file.
 * @param {Conversation} conversation
 * @param {"json" | "markdown"} format
 */
export async function download(conversation, format) {
  const { response, fault } = await request(address(`/${conversation.id}/export?format=${format}`), { method: "POST" });
  if (fault !== undefined) {
    store.update({ notice: { text: fault, isBad: true } });
    return;
  }
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "conversation";
  saveFile(await response.blob(), name);
}

const CAN_BE_SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/**
 * An older program may have kept a name of which nothing can be seen.
 * @param {{ title: string }} conversation
 */
export const nameOf = (conversation) => (CAN_BE_SEEN.test(conversation.title) ? conversation.title : "Untitled");
