// Artifact rows: the versions that the API lists for a conversation, and the contents of those that aren't on the page.
import { useEffect, useState } from "react";
import { call } from "../../lib/api.js";
import { documentsOfRows } from "./artifact_documents.js";

/** @import { ArtifactDocument } from "../types" */

/** @type {ArtifactDocument[]} */
const NONE = [];
const MOST = 200; // rows of a page of the API

/**
 * @param {number} conversation
 * @param {AbortSignal} signal
 */
async function listed(conversation, signal) {
  /** @type {ApiBody<"ArtifactSummary">[]} */
  const rows = [];
  let cursor = "";
  do {
    const path = `/api/conversations/${conversation}/artifacts?limit=${MOST}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
    const { data, fault } = await call(path, { signal });
    if (fault !== undefined) return { rows, fault };
    const page = /** @type {ApiBody<"ArtifactPage">} */ (data);
    rows.push(...page.artifacts);
    cursor = page.next_cursor ?? "";
  } while (cursor && !signal.aborted);
  return { rows: rows.reverse(), fault: "" };
}

/**
 * How often what is whole on the page has changed: by an answer's end, and by what a person did here or in another tab.
 * @param {ArtifactDocument[]} onPage
 */
export function useChanges(onPage) {
  const whole = onPage.filter(({ isLive }) => !isLive); // the rows come with the answer's end
  const [seen, setSeen] = useState({ whole, count: 0 });
  const isSame =
    whole.length === seen.whole.length &&
    whole.every(({ place, title, code }, at) => {
      const before = seen.whole[at];
      return place === before.place && title === before.title && code === before.code;
    });
  if (!isSame) setSeen({ whole, count: seen.count + 1 });
  return seen.count;
}

/**
 * All versions of the conversation's artifacts, oldest first, without their contents. They are asked for again when `changes` changes.
 * @param {number} conversation
 * @param {number} changes
 */
export function useListed(conversation, changes) {
  const [found, setFound] = useState({ documents: NONE, fault: "", isLoaded: false, conversation });
  useEffect(() => {
    if (!conversation) return undefined;
    const asking = new AbortController();
    listed(conversation, asking.signal).then(({ rows, fault }) => {
      if (asking.signal.aborted) return;
      setFound((before) => ({
        documents: fault && before.conversation === conversation ? before.documents : documentsOfRows(rows),
        fault,
        isLoaded: true,
        conversation,
      }));
    });
    return () => asking.abort();
  }, [conversation, changes]);
  return found.conversation === conversation ? found : { documents: NONE, fault: "", isLoaded: false };
}

/**
 * The versions of one artifact with their contents, once `isWanted`; null until they are there.
 * @param {number | undefined} id
 * @param {boolean} isWanted
 * @param {number} changes they are asked for again when it changes
 */
export function useVersions(id, isWanted, changes) {
  const [found, setFound] = useState({ id, documents: /** @type {ArtifactDocument[] | null} */ (null), fault: "" });
  useEffect(() => {
    if (!isWanted || id === undefined) return undefined;
    const asking = new AbortController();
    call(`/api/artifacts/${id}/versions`, { signal: asking.signal }).then(({ data, fault }) => {
      if (asking.signal.aborted) return;
      if (fault !== undefined) setFound({ id, documents: null, fault });
      else setFound({ id, documents: documentsOfRows(/** @type {ApiBody<"ArtifactVersions">} */ (data).versions), fault: "" });
    });
    return () => asking.abort();
  }, [id, isWanted, changes]);
  return found.id === id ? found : { documents: null, fault: "" };
}
