// Recently deleted conversations: restored, or deleted for good, one by one or all.
import { useEffect, useState } from "react";
import { useLocation } from "react-router";
import { call, request } from "../lib/api.js";
import { SureButton } from "../lib/confirm_button.jsx";
import { keptFor } from "./trash_words.js";

/** @import { Answer } from "../lib/types" */

export function Trash() {
  const [found, setFound] = useState(/** @type {ApiBody<"TrashPage"> | null} */ (null));
  const [fault, setFault] = useState("");
  const [word, setWord] = useState("");
  const ask = async (cursor = "") => {
    /** @type {Answer<ApiBody<"TrashPage">>} */
    const { data, fault } = await call(`/api/trash${cursor && `?cursor=${encodeURIComponent(cursor)}`}`);
    setFault(fault ?? "");
    if (data)
      setFound((before) =>
        cursor && before ? { ...data, conversations: [...before.conversations, ...data.conversations] } : data,
      );
  };
  useEffect(() => {
    ask();
  }, []);
  const { hash, key } = useLocation();
  useEffect(() => {
    if (hash === "#trash") document.getElementById("trash")?.scrollIntoView();
  }, [hash, key, found]);
  /** @param {string} path @param {string} method @param {string} done */
  const take = async (path, method, done) => {
    const { fault } = await request(path, { method });
    setWord(fault ? "" : done);
    if (fault) setFault(fault);
    else await ask();
  };
  /** @param {number} id */
  const of = (id) => `/api/conversations/${id}`;
  const conversations = found?.conversations ?? [];
  return (
    <>
      <p className="word" data-bad={fault ? "" : undefined} role={fault ? "alert" : "status"}>
        {fault || word}
      </p>
      {found && conversations.length === 0 && <p className="quiet">No deleted chats.</p>}
      <ul className="kept">
        {conversations.map((conversation) => (
          <li key={conversation.id}>
            <div className="grow">
              <p dir="auto">{conversation.title || "Untitled"}</p>
              <p className="quiet">{keptFor(conversation)}</p>
            </div>
            <button
              type="button"
              className="action"
              aria-label={`Restore ${conversation.title}`}
              onClick={() => take(`${of(conversation.id)}/restore`, "POST", "Chat restored.")}
            >
              Restore
            </button>
            <SureButton
              asks="Delete? Click again to confirm"
              onSure={() => take(`${of(conversation.id)}?for_good=true`, "DELETE", "Chat permanently deleted.")}
            >
              Delete permanently
            </SureButton>
          </li>
        ))}
      </ul>
      {found?.next_cursor && (
        <button type="button" className="action" onClick={() => ask(found.next_cursor ?? "")}>
          Show more
        </button>
      )}
      {conversations.length > 0 && (
        <SureButton asks="Delete all? Click again to confirm" onSure={() => take("/api/trash", "DELETE", "Trash emptied.")}>
          Empty trash
        </SureButton>
      )}
    </>
  );
}
