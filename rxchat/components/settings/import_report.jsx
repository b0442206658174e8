// Import report: what was found in the files of an import, or added from them.
import { count, others } from "./import_reports.js";

const number = new Intl.NumberFormat();
/** @import { Unread } from "./types" */

/** @param {string | null} text */
const day = (text) => new Date(text ?? "").toLocaleDateString(undefined, { dateStyle: "medium" });

/** @param {{ summary: string, entries: Unread[], more: number }} props */
function Listed({ summary, entries, more }) {
  return (
    <details>
      <summary>{summary}</summary>
      <ul className="import-failures">
        {entries.map(([what, reason], place) => (
          <li key={place}>
            <span>{what}</span> <span className="quiet">{reason}</span>
          </li>
        ))}
        {more > 0 && <li className="quiet">and {number.format(more)} more</li>}
      </ul>
    </details>
  );
}

/** @param {number} amount */
const known = (amount) =>
  amount === 1
    ? "1 chat is already in rxchat and will be skipped."
    : `${number.format(amount)} chats are already in rxchat and will be skipped.`;

/** @param {{ report: ApiBody<"ImportBody">, unread: Unread[], isDone: boolean }} props */
export function ImportReport({ report, unread, isDone }) {
  const { conversations, messages, duplicates, failed, failures, left_out: leftOut } = report;
  const left = Object.entries(leftOut);
  const more = others(report);
  return (
    <>
      <p>
        <strong>{count(conversations, "chat")}</strong> {`(${count(messages, "message")}) ${isDone ? "imported" : "to import"}`}
        {report.first_at && `, from ${day(report.first_at)} to ${day(report.last_at)}`}.
      </p>
      {more && (
        <p>
          <strong>{more}</strong> {isDone ? "imported" : "to import"}.
        </p>
      )}
      {duplicates > 0 && <p className="quiet">{known(duplicates)}</p>}
      {left.length > 0 && (
        <p className="quiet">Not imported: {left.map(([what, amount]) => `${number.format(amount)} ${what}`).join(", ")}.</p>
      )}
      {unread.length > 0 && <Listed summary={`Couldn't read ${count(unread.length, "file")}`} entries={unread} more={0} />}
      {failed > 0 && (
        <Listed
          summary={`${count(failed, "chat")} can't be imported`}
          entries={failures.map(({ title, reason }) => [title || "Untitled", reason])}
          more={failed - failures.length}
        />
      )}
    </>
  );
}
