// Export: everything as a file. Plain links, so that the browser saves the download as it arrives.
import { useEffect, useState } from "react";
import { call } from "../lib/api.js";
import { contents } from "./export_contents.js";

/** @type {[string, string][]} */
const KINDS = [
  ["JSON", "json"],
  ["Markdown", "markdown"],
];

export function ExportLinks() {
  const [held, setHeld] = useState(/** @type {import("./export_contents.js").Contents} */ ("chats"));
  useEffect(() => {
    let isShown = true;
    contents((path) => call(path)).then((found) => isShown && setHeld(found));
    return () => {
      isShown = false;
    };
  }, []);
  if (!held) return <p className="export-actions">You don't have anything to export yet.</p>;
  return (
    <div className="export-actions">
      {KINDS.filter(([, kind]) => kind === "json" || held === "chats").map(([name, kind]) => (
        <a key={kind} className="action" href={`/api/export?format=${kind}`} download>
          Export as {name}
        </a>
      ))}
    </div>
  );
}
