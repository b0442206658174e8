import assert from "node:assert/strict";
import { test } from "node:test";

const kept = new Map();
globalThis.window = {
  rxchatStorage: {
    local: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => kept.set(name, value) !== undefined,
      removeItem: (name) => kept.delete(name),
    },
  },
};
const { load, save, tokenOf } = await import("../../../../rxchat/components/chat/composer/draft_text.js");

test("a draft is kept with what it was sent as, until it is empty", () => {
  save("7", "Hello");
  assert.deepEqual(load("7"), { text: "Hello", token: "", ids: [] });
  save("7", "Hello", "token-1", [3, 4]);
  assert.deepEqual(load("7"), { text: "Hello", token: "token-1", ids: [3, 4] });
  assert.deepEqual(load("8"), { text: "", token: "", ids: [] });
  save("7", "");
  assert.equal(kept.size, 0);
});

for (const [name, text, ids, isSame] of [
  ["unchanged", "Hello", [3, 4], true],
  ["with other words", "Hello!", [3, 4], false],
  ["with an image less", "Hello", [3], false],
  ["with its images in another order", "Hello", [4, 3], false],
]) {
  test(`what is sent again ${name} is ${isSame ? "the same" : "another"} message`, () => {
    save("7", "Hello", "token-1", [3, 4]);
    assert.equal(tokenOf("7", text, ids) === "token-1", isSame);
  });
}

test("what is typed after it was sent is another message, even if it is the same again", () => {
  save("7", "Hello", "token-1", []);
  save("7", "Hello.");
  save("7", "Hello");
  assert.notEqual(tokenOf("7", "Hello", []), "token-1");
});
