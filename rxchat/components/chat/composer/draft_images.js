// The images of drafts: uploaded when they are attached, shown by every part of the page that must know of them, and remembered
// in the browser, for each conversation, until they are sent.
import { useLocation } from "react-router";
import { call, OFFLINE, upload } from "../../lib/api.js";
import { keep, drop as letGo, read } from "../../lib/storage.js";
import { createStore } from "../../lib/store.js";
import { look, megabytes } from "./image_files.js";

/** @import { Draft, DraftImage, ImageLimits } from "../types" */

/** @param {string} conversation as its address names it, "0" for a new one */
const place = (conversation) => `rxchat_draft_images_${conversation}`;

/** @type {Draft} */
const NOTHING = { images: [], words: "", looking: 0 };

/** By conversation; one that is not there yet is what the browser remembers. */
const drafts = createStore(/** @type {Map<string, Draft>} */ (new Map()));
let keys = 0;

/**
 * @param {string} conversation
 * @returns {DraftImage[]}
 */
function remembered(conversation) {
  const kept = read(place(conversation));
  return Array.isArray(kept) ? kept.map((image) => ({ ...image, key: `id-${image.id}`, share: 1 })) : [];
}

/** @param {string} conversation */
function draft(conversation) {
  const known = drafts.get().get(conversation);
  if (known) return known;
  const first = { ...NOTHING, images: remembered(conversation) };
  drafts.get().set(conversation, first);
  return first;
}

/** @param {string} conversation @param {Partial<Draft>} what */
function put(conversation, what) {
  const next = { ...draft(conversation), ...what };
  const kept = next.images
    .filter((image) => image.id)
    .map(({ id, name, size }) => ({ id, name, size, url: `/api/images/${id}` }));
  if (kept.length > 0) keep(place(conversation), kept);
  else letGo(place(conversation));
  drafts.set(new Map(drafts.get()).set(conversation, next));
}

/** @param {string} conversation @param {string} key @param {Partial<DraftImage>} what */
const change = (conversation, key, what) =>
  put(conversation, { images: draft(conversation).images.map((image) => (image.key === key ? { ...image, ...what } : image)) });

/**
 * Take an image out of the draft, and say why where it was not the person who did.
 * @param {string} conversation
 * @param {string} key
 * @param {string} words
 */
function drop(conversation, key, words) {
  const { images } = draft(conversation);
  const dropped = images.find((image) => image.key === key);
  if (dropped?.url.startsWith("blob:")) URL.revokeObjectURL(dropped.url);
  put(conversation, { images: images.filter((image) => image.key !== key), words });
  return dropped;
}

/** @param {string} conversation @param {string} key @param {string} name @param {Blob} file */
async function send(conversation, key, name, file) {
  const sending = new AbortController();
  change(conversation, key, { sending });
  const path = `/api/images?name=${encodeURIComponent(name)}`;
  /** @param {number} share */
  const onShare = (share) => change(conversation, key, { share: Math.min(0.99, share) });
  /** @type {Awaited<ReturnType<typeof upload<ApiBody<"AttachmentBody">>>>} */
  const { data, fault, isCanceled } = await upload(path, file, { onShare, signal: sending.signal });
  if (isCanceled) return;
  if (data) change(conversation, key, { id: data.id, share: 1, sending: undefined });
  else if (fault === OFFLINE) drop(conversation, key, `Couldn't upload ${name}. Check that rxchat is running and add it again.`);
  else drop(conversation, key, `${name}: ${fault}`);
}

/**
 * Returns a name that no other image of the draft has: `image (2).png`.
 * @param {string} name
 * @param {DraftImage[]} images
 */
function named(name, images) {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  let number = 1;
  const other = () => (number === 1 ? name : `${stem} (${number})${ending}`);
  while (images.some((image) => image.name === other())) number += 1;
  return other();
}

/**
 * What stands in the way of one more image of that size; nothing where it may come.
 * @param {DraftImage[]} images
 * @param {{ name: string, size: number }} file
 * @param {ImageLimits} limits
 */
function refusal(images, { name, size }, limits) {
  if (images.length >= limits.most) return `You can add up to ${limits.most} images to a message.`;
  const sum = images.reduce((sizes, image) => sizes + image.size, size);
  return sum > limits.sum ? `${name} doesn't fit: the images in one message can total up to ${megabytes(limits.sum)}.` : "";
}

/**
 * Attach files, one after the other.
 * @param {string} conversation
 * @param {File[]} files
 * @param {ImageLimits} limits
 */
export async function attach(conversation, files, limits) {
  put(conversation, { words: "", looking: draft(conversation).looking + files.length });
  for (const chosen of files) {
    const { file, fault } = await look(chosen, limits.largest);
    const { images, words, looking } = draft(conversation);
    const wrong = file ? refusal(images, { name: chosen.name, size: file.size }, limits) : fault;
    if (!file || wrong) {
      put(conversation, { words: words.includes(wrong) ? words : `${words} ${wrong}`.trim(), looking: looking - 1 });
      continue;
    }
    keys += 1;
    const key = `new-${keys}`;
    const name = named(chosen.name || "image", images);
    const image = { key, name, size: file.size, url: URL.createObjectURL(file), share: 0 };
    put(conversation, { images: [...images, image], looking: looking - 1 });
    send(conversation, key, name, file);
  }
}

/** @param {string} conversation @param {string} key */
export function remove(conversation, key) {
  const dropped = drop(conversation, key, "");
  dropped?.sending?.abort();
  if (dropped?.id) call(`/api/images/${dropped.id}`, { method: "DELETE" });
}

/**
 * An image that waited for too long, or was sent in another tab.
 * @param {string} conversation
 * @param {DraftImage} image
 */
export function lose(conversation, { key, name }) {
  drop(conversation, key, `${name} is no longer available. Add it again.`);
}

/**
 * The message is saved, and its images with it.
 * @param {string} conversation
 */
export function forget(conversation) {
  for (const image of draft(conversation).images) if (image.url.startsWith("blob:")) URL.revokeObjectURL(image.url);
  put(conversation, { images: [], words: "" });
}

/** A new chat is on the page that it was asked on until the browser opens its address: what is typed there by then is for it. */
const ahead = createStore("0");

/** @param {string} conversation that was started on this page, "0" once it is left */
export const goAhead = (conversation) => ahead.set(conversation);

/** The conversation that the address names: what the server says may still be of the page before. */
export function useConversation() {
  const started = ahead.use();
  return useLocation().pathname.match(/^\/c\/(\d+)/)?.[1] ?? started;
}

/** @param {string} conversation */
export const useDraftImages = (conversation) =>
  drafts.use(
    () => draft(conversation),
    () => NOTHING,
  );
