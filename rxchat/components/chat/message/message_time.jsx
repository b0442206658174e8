// When a message was sent: briefly to see, in full to hear and on hover.
import { brief, full } from "./message_dates.js";

/** `at` is RFC 3339. */
export function MessageTime({ at }) {
  const moment = new Date(at);
  return (
    <time dateTime={at} title={full(moment)}>
      <span aria-hidden="true">{brief(moment)}</span>
      <span className="visually-hidden">{full(moment)}</span>
    </time>
  );
}
