import assert from "node:assert/strict";
import { test } from "node:test";
import {
  frameWatch,
  MISSED_BEATS,
  MOST_MESSAGES,
  readMessage,
} from "../../../../rxchat/components/chat/artifacts/frame_watch.js";

function watched() {
  const pings = [];
  const stops = [];
  return { pings, stops, watch: frameWatch({ ping: (beat) => pings.push(beat), stop: (reason) => stops.push(reason) }) };
}

test("a frame that answers runs on, however late the answers are", () => {
  const { pings, stops, watch } = watched();
  for (let beat = 0; beat < 50; beat += 1) {
    watch.beat();
    if (beat % 4 === 3) watch.answered(pings.at(-1));
  }
  assert.deepEqual(stops, []);
});

test("one that stops answering is stopped once", () => {
  const { stops, watch } = watched();
  watch.beat();
  watch.answered(1);
  for (let beat = 0; beat < MISSED_BEATS + 3; beat += 1) watch.beat();
  assert.deepEqual(stops, ["hung"]);
});

test("an answer to a heartbeat that hasn't been counts for nothing", () => {
  const { stops, watch } = watched();
  watch.answered(1e9);
  watch.answered("1");
  for (let beat = 0; beat <= MISSED_BEATS; beat += 1) watch.beat();
  assert.deepEqual(stops, ["hung"]);
});

test("too many messages between two heartbeats stop it, and aren't read", () => {
  const { stops, watch } = watched();
  for (let second = 0; second < 3; second += 1) {
    for (let sent = 0; sent < MOST_MESSAGES; sent += 1) assert.ok(watch.counted());
    watch.answered(second);
    watch.beat();
  }
  for (let sent = 0; sent < MOST_MESSAGES; sent += 1) watch.counted();
  assert.equal(watch.counted(), false);
  assert.deepEqual(stops, ["flooding"]);
});

test("a second page in the frame isn't ours", () => {
  const { stops, watch } = watched();
  watch.loaded();
  assert.deepEqual(stops, []);
  watch.loaded();
  assert.deepEqual(stops, ["left"]);
});

test("messages are read by their shape, and cut", () => {
  assert.deepEqual(readMessage({ type: "link", href: "x".repeat(9000), extra: 1 })?.href.length, 2000);
  assert.deepEqual(readMessage({ type: "error", message: "x".repeat(9000) })?.message.length, 300);
  assert.deepEqual(readMessage({ type: "pong", beat: 3 }), { type: "pong", beat: 3 });
  const unfit = [
    null,
    1,
    "pong",
    [],
    { type: "pong" },
    { type: "link", href: {} },
    { type: "run", code: "x" },
    { type: "error", message: 1 },
  ];
  assert.deepEqual(
    unfit.map(readMessage),
    unfit.map(() => null),
  );
});
