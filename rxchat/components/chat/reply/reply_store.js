// The answer that is being written: set by <LiveFeed>, read by the one <Reply> it belongs to, so that a frame redraws one message.
//
// A long paragraph takes long to draw. Frames that come faster than they can be drawn are skipped, not queued: once a drawing
// takes as long as a frame, the page has as much time between two drawings as one takes. So an answer of any length stays at its
// end and the page stays quick.
//
// Words that only lengthen the last text are appended to it, and React draws them from time to time.
import { createStore } from "../../lib/store.js";
import { lengthen } from "./growing_end.js";
import { grown } from "./reply_frames.js";

const FRAME_MS = 25;
const CATCH_UP_MS = 500;

/** @import { LiveReply, ReplyFrame } from "../types" */

const shown = createStore(/** @type {LiveReply | null} */ (null));
/** @type {LiveReply | null} */
let latest = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let catchUp;
let isDrawing = false;
let cost = 0;
let drawnAt = 0;

function draw() {
  clearTimeout(timer);
  clearTimeout(catchUp);
  timer = catchUp = undefined;
  const startedAt = performance.now();
  isDrawing = true;
  shown.set(latest);
  // React draws before the next task begins: by then it is known how long that took.
  setTimeout(() => {
    isDrawing = false;
    drawnAt = performance.now();
    cost = drawnAt - startedAt;
  });
}

/**
 * Show a frame without React, where all before it is on the page and it has nothing but words for the last text.
 * @param {string} answer what came before it
 * @param {Partial<ReplyFrame>} frame
 */
function append(answer, { n, text, thinking, cards }) {
  if (isDrawing || timer || !n || !text || thinking || cards || !lengthen(answer, text)) return false;
  catchUp ??= setTimeout(draw, CATCH_UP_MS);
  return true;
}

/** @param {Partial<ReplyFrame>} frame */
export function take(frame) {
  const next = grown(latest, frame);
  if (!next) return;
  const before = latest?.text ?? "";
  latest = next;
  if (next.id !== shown.get()?.id) {
    cost = 0;
    draw();
  } else if (!append(before, frame) && !timer) {
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
