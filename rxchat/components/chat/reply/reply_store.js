// The answer that is being written: set by <LiveFeed>, read by the one <Reply> it belongs to, so that a frame redraws one message.
//
// A long paragraph takes long to draw. Frames that come faster than they can be drawn are skipped, not queued: once a drawing
// takes as long as a frame, the page has as much time between two drawings as one takes. So an answer of any length stays at its
// end and the page stays quick.
import { createStore } from "../../lib/store.js";
import { grown } from "./reply_frames.js";

const FRAME_MS = 25;

/** @import { LiveReply, ReplyFrame } from "../types" */

const shown = createStore(/** @type {LiveReply | null} */ (null));
/** @type {LiveReply | null} */
let latest = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let cost = 0;
let drawnAt = 0;

function draw() {
  timer = undefined;
  const startedAt = performance.now();
  shown.set(latest);
  // React draws before the next task begins: by then it is known how long that took.
  setTimeout(() => {
    drawnAt = performance.now();
    cost = drawnAt - startedAt;
  });
}

/** @param {Partial<ReplyFrame>} frame */
export function take(frame) {
  const next = grown(latest, frame);
  if (!next) return;
  latest = next;
  if (next.id !== shown.get()?.id) {
    clearTimeout(timer);
    cost = 0;
    draw();
  } else if (!timer) {
    const wait = cost < FRAME_MS ? 0 : drawnAt + cost - performance.now();
    if (wait <= 0) draw();
    else timer = setTimeout(draw, wait);
  }
}

/**
 * The growing text and reasoning of message `id`, or null when it is not the one being written.
 * @param {number} id
 */
export const useLive = (id) => shown.use((live) => (live?.id === id ? live : null));
