// The answer that is being written: set by <LiveFeed>, read by the one <Reply> it belongs to, so that a frame redraws one message.
//
// A long paragraph takes long to draw. Frames that come faster than they can be drawn are skipped, not queued: once a drawing
// takes as long as a frame, the page has as much time between two drawings as one takes. So an answer of any length stays at its
// end and the page stays quick.
import { useSyncExternalStore } from "react";

const FRAME_MS = 25;

let latest = null;
let shown = null;
let timer = 0;
let cost = 0;
let drawnAt = 0;
const readers = new Set();

function draw() {
  timer = 0;
  shown = latest;
  const begun = performance.now();
  for (const reader of readers) reader();
  // React draws before the next task begins: by then it is known how long that took.
  setTimeout(() => {
    drawnAt = performance.now();
    cost = drawnAt - begun;
  });
}

export function publish(next) {
  latest = next;
  if (next === null || next.id !== shown?.id) {
    clearTimeout(timer);
    cost = 0;
    draw();
  } else if (!timer) {
    const wait = cost < FRAME_MS ? 0 : drawnAt + cost - performance.now();
    if (wait <= 0) draw();
    else timer = setTimeout(draw, wait);
  }
}

function subscribe(reader) {
  readers.add(reader);
  return () => readers.delete(reader);
}

/** The growing text and reasoning of message `id`, or null when it is not the one being written. */
export function useLive(id) {
  return useSyncExternalStore(
    subscribe,
    () => (shown !== null && shown.id === id ? shown : null),
    () => null,
  );
}
