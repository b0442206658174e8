// What is found for the words in the search field: titles, then messages, each with the line it was found in.
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { nameOf, page } from "./conversation_store.js";
import { Badge } from "./conversation_row.jsx";

const PAUSE_MS = 120; // between the last key and the question

/** The hits for `words`. An answer to words that are no longer there is let go. */
export function useSearch(words, view) {
  const [found, setFound] = useState({ words: "", hits: [], cursor: null, fault: "" });
  const asked = useRef(null);
  const ask = async (cursor, before) => {
    asked.current?.abort();
    const asking = new AbortController();
    asked.current = asking;
    const told = await page({ words, cursor, view, signal: asking.signal });
    if (asking.signal.aborted) return;
    const hits = told.fault ? before : [...before, ...told.conversations];
    setFound({ words, hits, cursor: told.next_cursor ?? null, fault: told.fault ?? "" });
  };
  useEffect(() => {
    if (!words) {
      setFound({ words: "", hits: [], cursor: null, fault: "" });
      return undefined;
    }
    const timer = setTimeout(() => ask(null, []), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asked.current?.abort();
    };
  }, [words, view]);
  return { ...found, more: () => ask(found.cursor, found.hits) };
}

/** Of a message: the conversation at that message. */
const address = ({ id, match }) => (match.message_id === null ? `/c/${id}` : `/c/${id}?m=${match.message_id}`);

/** Text alone: what was found in a message is never read as markup. */
function Line({ pieces }) {
  return (
    <span className="hit-line" dir="auto">
      {pieces.map((piece, at) => (piece.is_match ? <mark key={at}>{piece.text}</mark> : piece.text))}
    </span>
  );
}

export function Hits({ words, found, badges }) {
  const { hits, cursor, fault, more } = found;
  const isCurrent = found.words === words;
  const count = hits.length === 1 ? "1 place found." : `${hits.length}${cursor ? " or more" : ""} places found.`;
  const isNone = isCurrent && !fault && hits.length === 0;
  return (
    <div className="hits" aria-busy={!isCurrent}>
      <p role="status" className={isNone || fault ? "quiet" : "visually-hidden"}>
        {fault || (isNone ? `Nothing found for “${words}”. Fewer or other words may find more.` : isCurrent ? count : "")}
      </p>
      <ul>
        {hits.map((hit) => (
          <li key={`${hit.id}-${hit.match.message_id}`}>
            <Link to={address(hit)} className="sidebar-item hit">
              <Badge provider={hit.provider} badges={badges} />
              <span className="hit-text">
                <span className="hit-title" dir="auto">
                  {hit.match.message_id === null ? <Line pieces={hit.match.line} /> : nameOf(hit)}
                </span>
                {hit.match.message_id !== null && <Line pieces={hit.match.line} />}
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {cursor && <button type="button" className="action show-more" onClick={more}>Show more</button>}
    </div>
  );
}
