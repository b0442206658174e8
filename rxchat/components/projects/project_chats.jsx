// The chats of a project: searched, and drawn page by page.
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { call } from "../lib/api.js";
import { day, full } from "../lib/dates.js";
import { nameOf, onChanges } from "../shell/conversations/conversation_store.js";

/** @typedef {ApiBody<"ConversationBody">} Chat */
/** @typedef {ApiBody<"ConversationPage">} Page */
/** @typedef {{ words: string, chats: Chat[], cursor: string | null, fault: string }} Found */

const PAUSE_MS = 150; // between the last key, or change, and the question

/** The chats that match `words`, newest first, and how to get more. @param {number} id @param {string} words @param {number} version */
function useChats(id, words, version) {
  const [found, setFound] = useState(/** @type {Found | null} */ (null));
  const asked = useRef(0);
  /** @param {string | null} cursor @param {Chat[]} before */
  const ask = async (cursor, before) => {
    asked.current += 1;
    const own = asked.current;
    const query = new URLSearchParams({ limit: "30", ...(words && { q: words }), ...(cursor && { cursor }) });
    /** @type {import("../lib/types").Answer<Page>} */
    const { data, fault } = await call(`/api/projects/${id}/conversations?${query}`);
    if (own !== asked.current) return;
    setFound({
      words,
      chats: [...before, ...(data?.conversations ?? [])],
      cursor: data?.next_cursor ?? null,
      fault: fault ?? "",
    });
  };
  useEffect(() => {
    const timer = setTimeout(() => ask(null, []), found && words !== found.words ? PAUSE_MS : 0);
    return () => clearTimeout(timer);
  }, [id, words, version]);
  useEffect(() => {
    let timer = 0;
    const stop = onChanges((changes) => {
      if (!changes.some(({ row }) => !row || row.project_id === id)) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => ask(null, []), PAUSE_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [id, words]);
  return { found, more: () => found?.cursor && ask(found.cursor, found.chats) };
}

/** @param {{ chat: Chat }} props */
function ChatRow({ chat }) {
  const at = new Date(chat.updated_at);
  const line = chat.match?.message_id ? chat.match.line : null;
  return (
    <li>
      <Link to={line ? `/c/${chat.id}?m=${chat.match?.message_id}` : `/c/${chat.id}`} className="project-chat">
        <span className="project-chat-head">
          <span className="project-chat-title" dir="auto">
            {nameOf(chat)}
          </span>
          {chat.is_archived && <span className="badge">Archived</span>}
          <time className="tag" dateTime={chat.updated_at} title={full(at)}>
            {day(at)}
          </time>
        </span>
        {line && (
          <span className="quiet" dir="auto">
            {line.map((piece, index) => (piece.is_match ? <mark key={index}>{piece.text}</mark> : piece.text))}
          </span>
        )}
      </Link>
    </li>
  );
}

/** @param {{ id: number, version: number }} props */
export function ProjectChats({ id, version }) {
  const [typed, setTyped] = useState("");
  const words = typed.trim();
  const { found, more } = useChats(id, words, version);
  const isEmpty = found && !found.fault && found.chats.length === 0;
  return (
    <section className="project-chats" aria-label="Chats in this project">
      <div className="project-chats-head">
        <h3>Chats</h3>
        <div className="search">
          <Search size={16} aria-hidden="true" />
          <input
            type="search"
            aria-label="Search this project"
            placeholder="Search this project"
            autoComplete="off"
            spellCheck={false}
            maxLength={500}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      </div>
      {found?.fault && (
        <p className="quiet" role="alert">
          {found.fault}
        </p>
      )}
      <ul>
        {found?.chats.map((chat) => (
          <ChatRow key={`${chat.id}-${chat.match?.message_id}`} chat={chat} />
        ))}
      </ul>
      {isEmpty && (
        <p className="quiet">
          {found.words
            ? `No results for “${found.words}”. Try fewer or different words.`
            : "No chats yet. Start one above, or move one here from its menu in the sidebar."}
        </p>
      )}
      {found?.cursor && (
        <button type="button" className="action show-more" onClick={more}>
          Show more
        </button>
      )}
    </section>
  );
}
