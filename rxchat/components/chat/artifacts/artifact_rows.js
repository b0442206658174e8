// Artifact rows: the versions that the API lists for a conversation, and the contents of those that aren't on the page.
import { useEffect, useState } from "react";
import { call } from "../../lib/api.js";
import { documentsOfRows } from "./artifact_documents.js";

/** @import { ArtifactDocument } from "../types" */

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
 * All versions of the conversation's artifacts, oldest first, without their contents. They are asked for again when `finished` changes.
 * @param {number} conversation
 * @param {number} finished how many artifacts on the page are whole
 */
export function useListed(conversation, finished) {
  const [found, setFound] = useState({ documents: /** @type {ArtifactDocument[]} */ ([]), fault: "", conversation });
  useEffect(() => {
    if (!conversation) return undefined;
    const asking = new AbortController();
    listed(conversation, asking.signal).then(({ rows, fault }) => {
      if (asking.signal.aborted) return;
      setFound((before) => ({
        documents: fault && before.conversation === conversation ? before.documents : documentsOfRows(rows),
        fault,
        conversation,
      }));
    });
    return () => asking.abort();
  }, [conversation, finished]);
  return found.conversation === conversation ? found : { documents: [], fault: "" };
}

/**
 * The versions of one artifact with their contents, once `isWanted`; null until they are there.
 * @param {number | undefined} id
 * @param {boolean} isWanted
 * @param {number} count of its versions that are known, so that a new one is fetched
 */
export function useVersions(id, isWanted, count) {
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
  }, [id, isWanted, count]);
  return found.id === id ? found : { documents: null, fault: "" };
}
