import assert from "node:assert/strict";
import { test } from "node:test";

const { store } = await import("../../../rxchat/components/shell/conversations/conversation_store.js");
const { withCode, withCodeInBackground } = await import("../../../rxchat/components/lib/fetched.js");

test("fetched code is used", async () => {
  const used = [];
  await withCode(
    async () => ({ name: "dialog" }),
    ({ name }) => used.push(name),
  );
  assert.deepEqual(used, ["dialog"]);
  assert.equal(store.get().notice, null);
});

test("code that can't be fetched is said to be missing, and nothing is used", async () => {
  await withCode(() => Promise.reject(new TypeError("Failed to fetch")), assert.fail);
  assert.deepEqual(store.get().notice, { text: "Can't reach rxchat. Check that it's running and try again.", isBad: true });
});

test("what nobody asked for may be missing without a word", async () => {
  store.update({ notice: null });
  await withCodeInBackground(() => Promise.reject(new TypeError("Failed to fetch")), assert.fail);
  assert.equal(store.get().notice, null);
  const used = [];
  await withCodeInBackground(async () => "gauge", used.push.bind(used));
  assert.deepEqual(used, ["gauge"]);
});

test("an error in what uses the code isn't taken for a lost connection", async () => {
  store.update({ notice: null });
  const broken = withCode(
    async () => ({}),
    () => assert.fail("broken"),
  );
  await assert.rejects(broken, /broken/);
  assert.equal(store.get().notice, null);
});
