// Export: all conversations as a file. Plain links, so that the browser saves the download as it arrives.
import { useEffect, useState } from "react";
import { call } from "../lib/api.js";

const KINDS = [
  ["JSON", "json"],
  ["Markdown", "markdown"],
];

/** @param {string} query */
const isEmpty = async (query) => {
  /** @type {{ data?: ApiBody<"ConversationPage"> }} */
  const { data } = await call(`/api/conversations?limit=1${query}`);
  return data?.conversations.length === 0;
};

export function ExportLinks() {
  const [hasNothing, setHasNothing] = useState(false);
  useEffect(() => {
    let isShown = true;
    Promise.all(["", "&archived=true"].map(isEmpty)).then((empty) => isShown && setHasNothing(empty.every(Boolean)));
    return () => {
      isShown = false;
    };
  }, []);
  if (hasNothing) return <p className="export-actions">You don't have any chats to export yet.</p>;
  return (
    <div className="export-actions">
      {KINDS.map(([name, kind]) => (
        <a key={kind} className="action" href={`/api/export?format=${kind}`} download>
          Export as {name}
        </a>
      ))}
    </div>
  );
}
