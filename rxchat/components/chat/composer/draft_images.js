// The images of drafts: uploaded when they are attached, shown by every part of the page that must know of them, and remembered
// in the browser, for each conversation, until they are sent.
import { useSyncExternalStore } from "react";
import { useLocation } from "react-router";
import { call } from "../../lib/api.js";
import { look } from "./image_files.js";
import { drop as letGo, keep, read } from "../../lib/storage.js";

const place = (conversation) => `rxchat_draft_images_${conversation}`;

const NOTHING = { images: [], words: "", looking: 0 };

// Of each conversation its images, { key, id, name, size, url, share, request }, why one of them is not there, and how many files
// are still looked at.
const drafts = new Map();
const readers = new Set();
let keys = 0;

function remembered(conversation) {
  const kept = read(place(conversation));
  return Array.isArray(kept) ? kept.map((image) => ({ ...image, key: `id-${image.id}`, share: 1 })) : [];
}

function draft(conversation) {
  if (!drafts.has(conversation)) drafts.set(conversation, { ...NOTHING, images: remembered(conversation) });
  return drafts.get(conversation);
}

function put(conversation, what) {
  const next = { ...draft(conversation), ...what };
  drafts.set(conversation, next);
  const kept = next.images.filter((image) => image.id).map(({ id, name, size }) => ({ id, name, size, url: `/api/images/${id}` }));
  if (kept.length > 0) keep(place(conversation), kept);
  else letGo(place(conversation));
  for (const reader of readers) reader();
}

const change = (conversation, key, what) =>
  put(conversation, { images: draft(conversation).images.map((image) => (image.key === key ? { ...image, ...what } : image)) });

/** Take an image out of the draft, and say why where it was not the person who did. */
function drop(conversation, key, words) {
  const { images } = draft(conversation);
  const dropped = images.find((image) => image.key === key);
  if (dropped?.url.startsWith("blob:")) URL.revokeObjectURL(dropped.url);
  put(conversation, { images: images.filter((image) => image.key !== key), words });
  return dropped;
}

function upload(conversation, key, name, file) {
  const request = new XMLHttpRequest();
  request.open("POST", `/api/images?name=${encodeURIComponent(name)}`);
  request.setRequestHeader("content-type", "application/octet-stream");
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => change(conversation, key, { share: Math.min(0.99, loaded / total) });
  request.onload = () => {
    const told = request.response ?? {};
    if (request.status === 201) change(conversation, key, { id: told.id, share: 1, request: null });
    else drop(conversation, key, `${name}: ${[told.error?.message, told.error?.hint].filter(Boolean).join(" ") || `rxchat answers ${request.status}.`}`);
  };
  request.onerror = () => drop(conversation, key, `${name} was not uploaded: rxchat does not answer. Attach it again when it does.`);
  request.send(file);
  return request;
}

/** A name that no other image of the draft has, so that each can be told from the others. */
function named(name, images) {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  let number = 1;
  const other = () => (number === 1 ? name : `${stem} (${number})${ending}`);
  while (images.some((image) => image.name === other())) number += 1;
  return other();
}

/** What stands in the way of one more image of that size; nothing where it may come. */
function refusal(images, { name, size }, limits) {
  if (images.length >= limits.most) return `A message takes at most ${limits.most} images. Send these first.`;
  const sum = images.reduce((sizes, image) => sizes + image.size, size);
  return sum > limits.sum ? `${name} is too much for one message, with the others. Send those first.` : "";
}

/** Attach files, one after the other. `limits` are the server's: `most`, `largest` and `sum`, in bytes. */
export async function attach(conversation, files, limits) {
  put(conversation, { words: "", looking: draft(conversation).looking + files.length });
  for (const chosen of files) {
    const { file, fault } = await look(chosen, limits.largest);
    const { images, words, looking } = draft(conversation);
    const wrong = fault ?? refusal(images, { name: chosen.name, size: file.size }, limits);
    if (wrong) {
      put(conversation, { words: words.includes(wrong) ? words : `${words} ${wrong}`.trim(), looking: looking - 1 });
      continue;
    }
    keys += 1;
    const key = `new-${keys}`;
    const name = named(chosen.name || "image", images);
    const image = { key, name, size: file.size, url: URL.createObjectURL(file), share: 0 };
    put(conversation, { images: [...images, image], looking: looking - 1 });
    change(conversation, key, { request: upload(conversation, key, name, file) });
  }
}

export function remove(conversation, key) {
  const { id, request } = drop(conversation, key, "");
  request?.abort();
  if (id) call("DELETE", `/api/images/${id}`);
}

/** An image that waited for too long, or was sent in another tab. */
export function lose(conversation, { key, name }) {
  drop(conversation, key, `${name} is not here any more. Attach it again.`);
}

/** The message is saved, and its images with it. */
export function forget(conversation) {
  for (const image of draft(conversation).images) if (image.url.startsWith("blob:")) URL.revokeObjectURL(image.url);
  put(conversation, { images: [], words: "" });
}

function subscribe(reader) {
  readers.add(reader);
  return () => readers.delete(reader);
}

/** The conversation that the address names: what the server says may still be of the page before. */
export const useConversation = () => useLocation().pathname.match(/^\/c\/(\d+)/)?.[1] ?? "0";

export const useDraftImages = (conversation) =>
  useSyncExternalStore(
    subscribe,
    () => draft(conversation),
    () => NOTHING,
  );
