// Artifacts on the page: what the answers hold, which of it the panel shows, and whether the panel is open. The choice outlives the page.
import { withCode } from "../../lib/fetched.js";
import { keep, read } from "../../lib/storage.js";
import { createStore } from "../../lib/store.js";
import { slot } from "./artifact_slot.jsx";

/** @import { ArtifactDocument } from "../types" */
/** @typedef {{ key: string, place: string, id?: number }} Chosen without a place or the id of a row, the latest version */

const OPEN = "rxchat_artifacts_open";
export const WIDE = "(min-width: 1024px)";

export const artifacts = createStore({
  isOpen: false,
  /** What a person opened the panel with. */
  opener: /** @type {HTMLElement | null} */ (null),
  chosen: /** @type {Chosen | null} */ (null),
  /** The keys of those that were deleted on this page. */
  gone: /** @type {ReadonlySet<string>} */ (new Set()),
  /** How often a person changed one on this page, and what came of the last time. */
  changes: 0,
  said: { text: "", isBad: false },
  /** By message. */
  onPage: /** @type {ReadonlyMap<number, ArtifactDocument[]>} */ (new Map()),
});

const hasRoom = () => window.matchMedia(WIDE).matches;

const fetchPanel = () =>
  withCode(
    () => import("./artifact_panel.jsx"),
    ({ ArtifactPanel: Panel }) => slot.set({ Panel }),
  );

/**
 * Open the panel because a person asked for it.
 * @param {Chosen} document
 * @param {HTMLElement} opener what the focus goes back to
 */
export function openArtifact({ key, place }, opener) {
  keep(OPEN, true);
  artifacts.update({ isOpen: true, opener, chosen: { key, place } });
  fetchPanel();
}

/** Open the panel with the version that a row holds. @param {number} id */
export function openRow(id) {
  artifacts.update({ isOpen: true, opener: null, chosen: { key: "", place: "", id } });
  fetchPanel();
}

/** @param {ArtifactDocument} document */
export const choose = ({ key, place }) => artifacts.update({ chosen: { key, place }, said: { text: "", isBad: false } });

export function closeArtifacts() {
  keep(OPEN, false);
  const { opener } = artifacts.get();
  artifacts.update({ isOpen: false, opener: null });
  const place = opener?.isConnected ? opener : document.getElementById("message");
  place?.focus();
}

/**
 * Take what an answer holds. Where there is room and the panel wasn't closed, it opens by itself for what is being written, and, when it
 * was open, for what is there.
 * @param {number} messageId
 * @param {ArtifactDocument[]} documents none when the answer leaves the page
 * @param {boolean} isWriting
 */
export function publishDocuments(messageId, documents, isWriting) {
  const before = artifacts.get();
  const onPage = new Map(before.onPage);
  if (documents.length)
    onPage.set(
      messageId,
      documents.map((each) => ({ ...each, isLive: isWriting })),
    );
  else onPage.delete(messageId);
  const known = new Set((before.onPage.get(messageId) ?? []).map(({ place }) => place));
  const started = isWriting ? documents.findLast(({ place }) => !known.has(place)) : undefined;
  const choice = read(OPEN);
  const opens = documents.length > 0 && hasRoom() && (choice === true || (choice === undefined && started !== undefined));
  const isOpen = before.isOpen || opens;
  artifacts.set({ ...before, onPage, isOpen, chosen: started ? { key: started.key, place: "" } : before.chosen });
  if (isOpen && !slot.get().Panel) fetchPanel();
}
