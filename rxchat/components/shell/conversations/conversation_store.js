// The conversations in the sidebar, asked of the API page by page. They are kept here, beside the page's components, so that the
// list stands at once where another page draws it anew.
import { useSyncExternalStore } from "react";

const PAGE = 50;
const MOST_PINNED = 200;
const OFFLINE = "rxchat does not answer. Try again when it does.";

let known = {
  view: { provider: "", isArchived: false },
  pinned: [],
  items: [],
  cursor: null,
  isLoaded: false,
  isLoading: false,
  fault: "",
  notice: null, // { name, text, undo }: what was done last, and to which conversation, or why it was not
  renaming: 0,
};
const readers = new Set();

function set(changed) {
  known = { ...known, ...changed };
  for (const reader of readers) reader();
}

export const useConversations = () => useSyncExternalStore(
  (reader) => {
    readers.add(reader);
    return () => readers.delete(reader);
  },
  () => known,
  () => known,
);

/** What the API answers; `fault` says in words why there is nothing. */
export async function ask(path, { method = "GET", body, signal } = {}) {
  const headers = body ? { "content-type": "application/json" } : {};
  const answer = await fetch(`/api/conversations${path}`, { method, headers, body: body && JSON.stringify(body), signal }).catch(() => null);
  if (answer === null) return { fault: OFFLINE };
  if (answer.ok) return { answer };
  const { error } = await answer.json().catch(() => ({}));
  return { fault: [error?.message, error?.hint].filter(Boolean).join(" ") || `rxchat answers ${answer.status}.` };
}

/** A page of the list, or of what is found for `words`. */
export async function page({ words, pinned, cursor, limit = PAGE, view = known.view, signal }) {
  const wanted = { q: words, provider: view.provider, archived: view.isArchived || "", pinned, cursor, limit };
  const given = Object.entries(wanted).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const { answer, fault } = await ask(`?${new URLSearchParams(given)}`, { signal });
  return answer ? await answer.json() : { fault };
}

// The API's order: newest activity first, by the second.
const place = (conversation) => [conversation.updated_at.slice(0, 19), conversation.id];
const isBefore = (one, other) => {
  const [[at, id], [otherAt, otherId]] = [place(one), place(other)];
  return at === otherAt ? id > otherId : at > otherAt;
};

let loading = null;
let isStale = false;

/** Ask for the first page anew; what has been shown beyond it stays. Told meanwhile, it is asked once more. */
export function refresh() {
  if (loading) isStale = true;
  else loading = load().finally(() => {
    loading = null;
    if (isStale) {
      isStale = false;
      refresh();
    }
  });
  return loading;
}

async function load() {
  const { view } = known;
  const [top, first] = await Promise.all([
    view.isArchived ? { conversations: [] } : page({ pinned: true, limit: MOST_PINNED, view }),
    page({ pinned: view.isArchived ? undefined : false, view }),
  ]);
  if (view !== known.view) return; // the person looks at something else by now: `look` has asked for that
  const fault = top.fault ?? first.fault ?? "";
  if (fault) {
    // A server that is gone altogether is told of by the page itself, which asks again when it is back (components/connection.py).
    set({ fault: fault === OFFLINE && known.isLoaded ? "" : fault });
    return;
  }
  const last = first.conversations.at(-1);
  const beyond = first.next_cursor ? known.items.filter((item) => isBefore(last, item)) : [];
  set({
    pinned: top.conversations,
    items: [...first.conversations, ...beyond],
    cursor: beyond.length ? known.cursor : first.next_cursor,
    isLoaded: true,
    fault: "",
  });
}

export async function loadMore() {
  const { view, cursor, isLoading } = known;
  if (isLoading || !cursor) return;
  set({ isLoading: true });
  const next = await page({ pinned: view.isArchived ? undefined : false, cursor, view });
  if (view !== known.view || cursor !== known.cursor) {
    set({ isLoading: false });
    return;
  }
  const shown = new Set(known.items.map((item) => item.id));
  set(next.fault
    ? { isLoading: false, fault: next.fault }
    : {
      isLoading: false,
      fault: "",
      items: [...known.items, ...next.conversations.filter((item) => !shown.has(item.id))],
      cursor: next.next_cursor,
    });
}

/** Show one provider's conversations, or the archived ones. */
export function look(view) {
  set({ view: { ...known.view, ...view }, pinned: [], items: [], cursor: null, isLoaded: false, isLoading: false, fault: "" });
  refresh();
}

export const beginRenaming = (id) => set({ renaming: id });
export const dismiss = () => set({ notice: null });

const without = (items, id) => items.filter((item) => item.id !== id);

/** Put a conversation where it belongs, or nowhere where this view does not show it. */
function put(conversation) {
  const pinned = without(known.pinned, conversation.id);
  const items = without(known.items, conversation.id);
  const { provider, isArchived } = known.view;
  const isShown = conversation.is_archived === isArchived && (!provider || provider === conversation.provider);
  const among = conversation.is_pinned && !isArchived ? pinned : items;
  const later = among.findIndex((item) => isBefore(conversation, item));
  if (isShown && (later >= 0 || among === pinned || !known.cursor)) among.splice(later < 0 ? among.length : later, 0, conversation);
  set({ pinned, items, renaming: 0 });
}

async function changed(path, options) {
  const { answer, fault } = await ask(path, options);
  if (fault) set({ notice: { text: fault, isBad: true } });
  const told = answer && answer.status !== 204 ? await answer.json() : null;
  if (told) put(told);
  return { told, fault };
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
  const text = isArchived ? "is archived." : "is back in the list.";
  set({ notice: { name: nameOf(conversation), text, undo: () => change(conversation.id, { is_archived: !isArchived }) } });
}

/** Put away at once; the notice takes it back. `restored` is called when it is there again. */
export async function remove(conversation, restored) {
  const { fault } = await changed(`/${conversation.id}`, { method: "DELETE" });
  if (fault) return false;
  const undo = async () => {
    if ((await changed(`/${conversation.id}/restore`, { method: "POST" })).told) restored();
  };
  set({
    pinned: without(known.pinned, conversation.id),
    items: without(known.items, conversation.id),
    notice: { name: nameOf(conversation), text: "is deleted.", undo, erase: () => erase(conversation) },
  });
  return true;
}

/** Delete for good what was put away. */
async function erase(conversation) {
  const { fault } = await ask(`/${conversation.id}?for_good=true`, { method: "DELETE" });
  set({ notice: fault ? { text: fault, isBad: true } : { name: nameOf(conversation), text: "is deleted for good." } });
}

/** Save a conversation as a file: `json` or `markdown`. */
export async function download(conversation, format) {
  const { answer, fault } = await ask(`/${conversation.id}/export?format=${format}`, { method: "POST" });
  if (fault) {
    set({ notice: { text: fault, isBad: true } });
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition"))?.[1] ?? "conversation";
  link.click();
  URL.revokeObjectURL(link.href);
}

const CAN_BE_SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** An older program may have kept a name of which nothing can be seen. */
export const nameOf = (conversation) => (CAN_BE_SEEN.test(conversation.title) ? conversation.title : "Untitled");
