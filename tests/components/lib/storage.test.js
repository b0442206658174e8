import assert from "node:assert/strict";
import { test } from "node:test";
import { drop, keep, read } from "../../../rxchat/components/lib/storage.js";

const values = new Map();
globalThis.window = {
  rxchatStorage: {
    local: {
      getItem: (name) => values.get(name) ?? null,
      setItem: (name, value) => Boolean(values.set(name, value)),
      removeItem: (name) => values.delete(name),
    },
  },
};

test("a value is there until it is dropped", () => {
  assert.equal(read("a", "none"), "none");
  keep("a", { text: "Hi", list: [1] });
  assert.deepEqual(read("a"), { text: "Hi", list: [1] });
  drop("a");
  assert.equal(read("a"), undefined);
});

test("what something else wrote is not ours", () => {
  values.set("b", "{no json");
  assert.equal(read("b", 5), 5);
});
