// The conversations in the sidebar, asked of the API page by page. They are kept here, beside the page's components, so that the
// list stands at once where another page draws it anew.
import { call, OFFLINE, request } from "../../lib/api.js";
import { createStore } from "../../lib/store.js";

/** @typedef {ApiBody<"ConversationBody">} Conversation */
/** @typedef {{ text: string, isBad?: boolean, undo?: () => Promise<unknown>, erase?: () => Promise<unknown> }} Notice */

const PAGE = 50;
const MOST_PINNED = 200;

const store = createStore({
  view: { provider: "", isArchived: false },
  /** @type {Conversation[]} */
  pinned: [],
  /** @type {Conversation[]} */
  items: [],
  /** @type {string | null} */
  cursor: null,
  isLoaded: false,
  isLoading: false,
  fault: "",
  /** @type {Notice | null} */
  notice: null, // what was done last, or why it was not
  renaming: 0,
});

export const useConversations = () => store.use();

const address = (path) => `/api/conversations${path}`;

/**
 * A page of the list, or of what is found for `words`.
 * @param {{ words?: string, pinned?: boolean, cursor?: string, limit?: number, view?: { provider: string, isArchived: boolean }, signal?: AbortSignal }} wanted
 * @returns {Promise<Partial<ApiBody<"ConversationPage">> & { fault?: string }>}
 */
export async function page({ words, pinned, cursor, limit = PAGE, view = store.get().view, signal }) {
  const wanted = { q: words, provider: view.provider, archived: view.isArchived || "", pinned, cursor, limit };
  const given = Object.entries(wanted)
    .filter(([, value]) => value !== undefined && value !== null && value !== "")
    .map(([name, value]) => [name, String(value)]);
  const { data, fault } = await call(address(`?${new URLSearchParams(given)}`), { signal });
  return data ?? { fault };
}

// The API's order: newest activity first, by the second.
const place = (conversation) => [conversation.updated_at.slice(0, 19), conversation.id];
const isBefore = (one, other) => {
  const [[at, id], [otherAt, otherId]] = [place(one), place(other)];
  return at === otherAt ? id > otherId : at > otherAt;
};

let loading = null;
let isStale = false;

/** Fetch the first page again; what has been shown beyond it stays. Asked for meanwhile, it is fetched once more. */
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
  const [top, first] = await Promise.all([
    view.isArchived ? { conversations: [], fault: undefined } : page({ pinned: true, limit: MOST_PINNED, view }),
    page({ pinned: view.isArchived ? undefined : false, view }),
  ]);
  if (view !== store.get().view) return; // the person looks at something else by now: `look` has asked for that
  const fault = top.fault ?? first.fault ?? "";
  if (fault) {
    // A server that is gone altogether is told of by the page itself, which asks again when it is back (reconnect.py).
    store.update({ fault: fault === OFFLINE && store.get().isLoaded ? "" : fault });
    return;
  }
  const last = first.conversations.at(-1);
  const beyond = first.next_cursor ? store.get().items.filter((item) => isBefore(last, item)) : [];
  store.update({
    pinned: top.conversations,
    items: [...first.conversations, ...beyond],
    cursor: beyond.length ? store.get().cursor : first.next_cursor,
    isLoaded: true,
    fault: "",
  });
}

export async function loadMore() {
  const { view, cursor, isLoading } = store.get();
  if (isLoading || !cursor) return;
  store.update({ isLoading: true });
  const next = await page({ pinned: view.isArchived ? undefined : false, cursor, view });
  if (view !== store.get().view || cursor !== store.get().cursor) {
    store.update({ isLoading: false });
    return;
  }
  const shown = new Set(store.get().items.map((item) => item.id));
  store.update(
    next.fault
      ? { isLoading: false, fault: next.fault }
      : {
          isLoading: false,
          fault: "",
          items: [...store.get().items, ...next.conversations.filter((item) => !shown.has(item.id))],
          cursor: next.next_cursor,
        },
  );
}

/** Show one provider's conversations, or the archived ones. */
export function look(view) {
  store.update({
    view: { ...store.get().view, ...view },
    pinned: [],
    items: [],
    cursor: null,
    isLoaded: false,
    isLoading: false,
    fault: "",
  });
  refresh();
}

export const beginRenaming = (id) => store.update({ renaming: id });
export const dismiss = () => store.update({ notice: null });

const without = (items, id) => items.filter((item) => item.id !== id);

/** Put a conversation where it belongs, or nowhere where this view does not show it. */
function put(conversation) {
  const pinned = without(store.get().pinned, conversation.id);
  const items = without(store.get().items, conversation.id);
  const { provider, isArchived } = store.get().view;
  const isShown = conversation.is_archived === isArchived && (!provider || provider === conversation.provider);
  const among = conversation.is_pinned && !isArchived ? pinned : items;
  const later = among.findIndex((item) => isBefore(conversation, item));
  if (isShown && (later >= 0 || among === pinned || !store.get().cursor))
    among.splice(later < 0 ? among.length : later, 0, conversation);
  store.update({ pinned, items, renaming: 0 });
}

/** @returns {Promise<{ conversation?: Conversation, fault?: string }>} */
async function changed(path, options) {
  const { response, fault } = await request(address(path), options);
  if (fault !== undefined) {
    store.update({ notice: { text: fault, isBad: true } });
    return { fault };
  }
  if (response.status === 204) return {};
  const conversation = await response.json();
  put(conversation);
  return { conversation };
}

/** `title`, `is_pinned` or `is_archived`. */
export const change = (id, body) => changed(`/${id}`, { method: "PATCH", body });
export const duplicate = (id) => changed(`/${id}/duplicate`, { method: "POST" });
/** Another conversation with the messages up to one of these. */
export const branchOff = (id, message) => changed(`/${id}/duplicate?up_to=${message}`, { method: "POST" });

export async function archive(conversation) {
  const isArchived = !conversation.is_archived;
  const { fault } = await change(conversation.id, { is_archived: isArchived });
  if (fault) return;
  const undo = () => change(conversation.id, { is_archived: !isArchived });
  store.update({ notice: { text: isArchived ? "Chat archived" : "Chat restored", undo } });
}

/** Put away at once; the notice takes it back. `restored` is called when it is there again. */
export async function remove(conversation, restored) {
  const { fault } = await changed(`/${conversation.id}`, { method: "DELETE" });
  if (fault) return false;
  const undo = async () => {
    if ((await changed(`/${conversation.id}/restore`, { method: "POST" })).conversation) restored();
  };
  store.update({
    pinned: without(store.get().pinned, conversation.id),
    items: without(store.get().items, conversation.id),
    notice: { text: "Chat deleted", undo, erase: () => erase(conversation) },
  });
  return true;
}

/** Delete for good what was put away. */
async function erase(conversation) {
  const { fault } = await request(address(`/${conversation.id}?for_good=true`), { method: "DELETE" });
  store.update({ notice: fault ? { text: fault, isBad: true } : { text: "Chat permanently deleted" } });
}

/** Save a conversation as a file: `json` or `markdown`. */
export async function download(conversation, format) {
  const { response, fault } = await request(address(`/${conversation.id}/export?format=${format}`), { method: "POST" });
  if (fault !== undefined) {
    store.update({ notice: { text: fault, isBad: true } });
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = /filename="([^"]+)"/.exec(response.headers.get("content-disposition"))?.[1] ?? "conversation";
  link.click();
  URL.revokeObjectURL(link.href);
}

const CAN_BE_SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** An older program may have kept a name of which nothing can be seen. */
export const nameOf = (conversation) => (CAN_BE_SEEN.test(conversation.title) ? conversation.title : "Untitled");
