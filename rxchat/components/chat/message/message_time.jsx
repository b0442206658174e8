// When a message was sent: briefly to see, in full on hover and to hear. It is no text of the message that could be found or copied.
import { brief, full } from "../../lib/dates.js";

/** @param {{ at: string }} props `at` is RFC 3339 */
export function MessageTime({ at }) {
  const moment = new Date(at);
  return <time className="message-time" dateTime={at} title={full(moment)} data-brief={brief(moment)} />;
}
