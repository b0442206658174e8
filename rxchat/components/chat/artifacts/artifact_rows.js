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
 * How often what was whole on the page has changed, by what a person did here or in another tab. What comes to the page is no change.
 * @param {ArtifactDocument[]} whole
 */
export function useChanges(whole) {
  const [seen, setSeen] = useState({ whole, count: 0 });
  if (!isSame(seen.whole, whole)) {
    const now = new Map(whole.map((each) => [each.place, each]));
    const isKept = seen.whole.every(({ place, title, code }) => now.get(place)?.title === title && now.get(place)?.code === code);
    setSeen({ whole, count: seen.count + (isKept ? 0 : 1) });
  }
  return seen.count;
}

/** @param {ArtifactDocument[]} one @param {ArtifactDocument[]} other */
const isSame = (one, other) =>
  one.length === other.length &&
  one.every(({ place, title, code }, at) => place === other[at].place && title === other[at].title && code === other[at].code);

/**
 * The places of what is whole on the page and isn't listed: the list is asked for again, once for the same ones.
 * @param {ArtifactDocument[]} whole
 * @param {ArtifactDocument[]} listed
 */
function useMissing(whole, listed) {
  const [asked, setAsked] = useState("");
  const known = new Set(listed.map(({ place }) => place));
  const missing = whole.flatMap(({ place }) => (known.has(place) ? [] : [place])).join();
  if (missing && missing !== asked) setAsked(missing);
  return missing || asked;
}

/**
 * All versions of the conversation's artifacts, oldest first, without their contents. They are asked for again when `changes` changes,
 * and when an answer that ended has brought one that isn't among them.
 * @param {number} conversation
 * @param {number} changes
 * @param {ArtifactDocument[]} whole those on the page that aren't being written: the rows come with the answer's end
 */
export function useListed(conversation, changes, whole) {
  const [found, setFound] = useState({ documents: NONE, fault: "", isLoaded: false, conversation });
  const isListed = found.isLoaded && !found.fault && found.conversation === conversation;
  const missing = useMissing(isListed ? whole : NONE, found.documents);
  useEffect(() => {
    if (!conversation) return undefined;
    const asking = new AbortController();
    const ask = async () => {
      const { rows, fault } = await listed(conversation, asking.signal);
      if (asking.signal.aborted) return;
      setFound((before) => ({
        documents: fault && before.conversation === conversation ? before.documents : documentsOfRows(rows),
        fault,
        isLoaded: true,
        conversation,
      }));
    };
    const soon = setTimeout(ask); // a conversation's number comes with its answers, and those of the one before go
    return () => {
      clearTimeout(soon);
      asking.abort();
    };
  }, [conversation, changes, missing]);
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
