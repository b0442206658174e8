import assert from "node:assert/strict";
import { test } from "node:test";
import { grown } from "../../../../rxchat/components/chat/reply/reply_frames.js";

const read = (frames, live = null) => frames.reduce((known, frame) => grown(known, frame) ?? known, live);

test("frames in their order are the answer", () => {
  const live = read([
    { id: 7, n: 0, thinking: "Hm" },
    { id: 7, n: 1, thinking: "m." },
    { id: 7, n: 2, text: "Hel" },
    { id: 7, n: 3, text: "lo 🌍" },
  ]);
  assert.deepEqual(live, { id: 7, n: 3, thinking: "Hmm.", text: "Hello 🌍", cards: [] });
});

test("cards take the place of those from a number on", () => {
  const [first, ended, second] = [{ end: -1 }, { end: 9 }, { end: -1, begin: 11 }];
  const live = read([
    { id: 7, n: 0, text: "a", cards: [first] },
    { id: 7, n: 1, text: "b" },
    { id: 7, n: 2, text: "c", card: 0, cards: [ended] },
    { id: 7, n: 3, text: "d", card: 1, cards: [second] },
  ]);
  assert.deepEqual(live.cards, [ended, second]);
});

for (const [what, frame] of [
  ["of another answer", { id: 8, n: 1, text: "x" }],
  ["that came before", { id: 7, n: 1, text: "x" }],
  ["after one that is missing", { id: 7, n: 3, text: "x" }],
  ["of a state without an answer", {}],
]) {
  test(`a frame ${what} is left out`, () => {
    const live = read([
      { id: 7, n: 0, text: "a" },
      { id: 7, n: 1, text: "b" },
    ]);
    assert.equal(grown(live, frame), null);
    assert.equal(grown(null, frame), null);
  });
}

test("a first frame starts over, as after a lost connection, or for another answer", () => {
  const live = read([
    { id: 7, n: 0, text: "a" },
    { id: 7, n: 1, text: "b", cards: [{}] },
  ]);
  assert.deepEqual(grown(live, { id: 7, n: 0, text: "abc" }), { id: 7, n: 0, text: "abc", thinking: "", cards: [] });
  assert.deepEqual(grown(live, { id: 8, n: 0, text: "x" }), { id: 8, n: 0, text: "x", thinking: "", cards: [] });
});
