import assert from "node:assert/strict";
import test from "node:test";
import { addressOf, contentsOf } from "../../../../rxchat/components/shell/conversations/share_words.js";

test("a link is an address of this host", (context) => {
  globalThis.window = { location: { origin: "https://chat.example.org" } };
  context.after(() => delete globalThis.window);
  assert.equal(addressOf({ token: "abc" }), "https://chat.example.org/share/abc");
});

test("a copy has its messages, and a link without one shows the chat", () => {
  assert.equal(contentsOf({ taken_at: "2026-11-29T08:00:00Z", message_count: 1 }), "1 message");
  assert.equal(contentsOf({ taken_at: "2026-11-29T08:00:00Z", message_count: 4 }), "4 messages");
  assert.equal(contentsOf({ taken_at: null, message_count: 0 }), "Shows the chat as it is now");
});
