import assert from "node:assert/strict";
import test from "node:test";
import { contentsOf } from "../../../../rxchat/components/shell/conversations/share_words.js";

test("a copy has its messages, and a link without one shows the chat", () => {
  assert.equal(contentsOf({ taken_at: "2026-11-29T08:00:00Z", message_count: 1 }), "1 message");
  assert.equal(contentsOf({ taken_at: "2026-11-29T08:00:00Z", message_count: 4 }), "4 messages");
  assert.equal(contentsOf({ taken_at: null, message_count: 0 }), "Shows the chat as it is now");
});
