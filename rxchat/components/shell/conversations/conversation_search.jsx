// What is found for the words in the search field: titles, then artifacts, then messages, each with the line it was found in.
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import { day, full } from "../../lib/dates.js";
import { createStore } from "../../lib/store.js";
import { mergeHits } from "./conversation_merge.js";
import { Badge } from "./conversation_row.jsx";
import { nameOf, onChanges, page } from "./conversation_store.js";

/** @import { Found, Hit, Labels, View } from "../types" */

const PAUSE_MS = 120; // between the last key and the question
/** @type {Found} */
const NOTHING = { words: "", hits: [], cursor: null, fault: "" };

/** Kept beside the page: one that opens a hit is another page, and the results stay on it. */
export const searched = createStore({ typed: "", found: NOTHING });
/** @param {Found} found */
const setFound = (found) => searched.update({ found });

/** @type {(conversation: ApiBody<"ConversationBody">) => conversation is ApiBody<"ConversationBody"> & Hit} */
const isHit = (conversation) => conversation.match !== null;

/**
 * The hits for `words`. An answer to words that are no longer there is let go.
 * @param {string} words
 * @param {View} view
 */
export function useSearch(words, view) {
  const found = searched.use((all) => all.found);
  const asked = useRef(/** @type {AbortController | null} */ (null));
  /** @param {string | null} cursor @param {Hit[]} before */
  const ask = async (cursor, before) => {
    asked.current?.abort();
    const asking = new AbortController();
    asked.current = asking;
    const next = await page({ words, cursor, view, signal: asking.signal });
    if (asking.signal.aborted) return;
    const hits = [...before, ...next.conversations.filter(isHit)];
    setFound({ words, hits, cursor: next.next_cursor ?? null, fault: next.fault ?? "" });
  };
  useEffect(() => {
    if (!words) {
      setFound(NOTHING);
      return undefined;
    }
    const timer = setTimeout(() => ask(null, []), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asked.current?.abort();
    };
  }, [words, view]);
  useEffect(() => {
    if (!found.hits.length) return undefined;
    return onChanges((changes) => {
      const latest = searched.get().found;
      const { hits, isStale } = mergeHits(latest.hits, changes, view);
      if (isStale) ask(null, []);
      else setFound({ ...latest, hits });
    });
  }, [found, view]);
  return { ...found, more: () => ask(found.cursor, found.hits) };
}

/**
 * Of a message: the conversation at that message; of an artifact also that one, opened.
 * @param {Hit} hit
 */
function address({ id, match: { message_id: message, artifact_id: artifact } }) {
  const parts = [message !== null && `m=${message}`, artifact !== null && `a=${artifact}`].filter(Boolean);
  return parts.length ? `/c/${id}?${parts.join("&")}` : `/c/${id}`;
}

/** @param {Hit} hit */
function HitTitle(hit) {
  const { message_id: message, artifact_id: artifact, artifact_title: title, line } = hit.match;
  if (artifact !== null) return <>Artifact: {title || "Untitled"}</>;
  return message === null ? <Line pieces={line} /> : nameOf(hit);
}

/**
 * Text alone: what was found in a message is never read as markup.
 * @param {{ pieces: ApiBody<"PieceOfLine">[] }} props
 */
function Line({ pieces }) {
  return (
    <span className="hit-line" dir="auto">
      {pieces.map((piece, at) => (piece.is_match ? <mark key={at}>{piece.text}</mark> : piece.text))}
    </span>
  );
}

/** @param {{ at: string }} props */
function HitDate({ at }) {
  const moment = new Date(at);
  return (
    <time className="hit-date" dateTime={at} title={full(moment)}>
      {day(moment)}
    </time>
  );
}

/** @param {{ words: string, found: Found & { more: () => void }, labels: Labels }} props */
export function Hits({ words, found, labels }) {
  const { hits, cursor, fault, more } = found;
  const isCurrent = found.words === words;
  const count = hits.length === 1 ? "1 result" : `${hits.length}${cursor ? "+" : ""} results`;
  const isNone = isCurrent && !fault && hits.length === 0;
  return (
    <div className="hits" aria-busy={!isCurrent}>
      <p role="status" className={isNone || fault ? "quiet" : "visually-hidden"}>
        {fault || (isNone ? `No results for “${words}”. Try fewer or different words.` : isCurrent ? count : "")}
      </p>
      <ul>
        {hits.map((hit) => (
          <li key={`${hit.id}-${hit.match.message_id}-${hit.match.artifact_id}`}>
            <Link to={address(hit)} className="sidebar-item hit">
              <Badge provider={hit.provider} labels={labels} />
              <span className="hit-text">
                <span className="hit-head">
                  <span className="hit-title" dir="auto">
                    <HitTitle {...hit} />
                  </span>
                  <HitDate at={hit.updated_at} />
                </span>
                {hit.match.message_id !== null && <Line pieces={hit.match.line} />}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {cursor && (
        <button type="button" className="action show-more" onClick={more}>
          Show more
        </button>
      )}
    </div>
  );
}
