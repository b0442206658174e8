// Frame watch: when an artifact's frame has to be stopped. It may hang, flood the page with messages, or leave for another address.

/** @typedef {"hung" | "flooding" | "left"} Reason */

export const BEAT_MS = 1000;
export const MISSED_BEATS = 5; // a heavy artifact may be busy for some seconds
export const MOST_MESSAGES = 60; // from one frame, between two beats
export const LONGEST_LINK = 2000;
export const LONGEST_ERROR = 300;

/**
 * Report what the frame does: `counted` for every message, `answered` for an answer to a heartbeat, `loaded` for every page that
 * it shows. `beat` is called at each heartbeat. `stop` is called once.
 * @param {{ ping: (beat: number) => void, stop: (reason: Reason) => void }} frame
 */
export function frameWatch({ ping, stop }) {
  let isOver = false;
  let sent = 0;
  let seen = 0;
  let messages = 0;
  let pages = 0;
  /** @param {Reason} reason */
  const end = (reason) => {
    if (isOver) return;
    isOver = true;
    stop(reason);
  };
  return {
    /** False when there were too many: the message isn't read any more. */
    counted() {
      messages += 1;
      if (messages > MOST_MESSAGES) end("flooding");
      return !isOver;
    },
    /** @param {unknown} number */
    answered(number) {
      if (typeof number === "number" && number <= sent) seen = Math.max(seen, number);
    },
    loaded() {
      pages += 1;
      if (pages > 1) end("left");
    },
    /** Heartbeats are counted, not timed: a computer that slept, or a tab in the background, has missed none. */
    beat() {
      messages = 0;
      if (sent - seen >= MISSED_BEATS) end("hung");
      if (isOver) return;
      sent += 1;
      ping(sent);
    },
  };
}

/**
 * What a frame says, checked; null for anything else.
 * @param {unknown} data
 * @returns {{ type: "pong", beat: number } | { type: "shown" } | { type: "link", href: string } | { type: "error", message: string } | null}
 */
export function readMessage(data) {
  if (data === null || typeof data !== "object") return null;
  const { type, beat, href, message } = /** @type {Record<string, unknown>} */ (data);
  if (type === "shown") return { type };
  if (type === "pong" && typeof beat === "number") return { type, beat };
  if (type === "link" && typeof href === "string") return { type, href: href.slice(0, LONGEST_LINK) };
  if (type === "error" && typeof message === "string") return { type, message: message.slice(0, LONGEST_ERROR) };
  return null;
}
