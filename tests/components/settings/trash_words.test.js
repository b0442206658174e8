import assert from "node:assert/strict";
import { test } from "node:test";
import { counted } from "../../../rxchat/components/lib/counted.js";
import { keptFor } from "../../../rxchat/components/settings/trash_words.js";
import { stateOf } from "../../../rxchat/components/shell/conversations/share_words.js";

const NOW = Date.parse("2026-11-29T12:00:00Z");

test("a deleted chat says how long it is kept", () => {
  for (const [end, words] of [
    [null, "Kept until you delete it"],
    ["2026-12-29T11:00:00Z", "Deleted permanently in 30 days"],
    ["2026-11-29T18:00:00Z", "Deleted permanently in 1 day"],
    ["2026-11-29T11:00:00Z", "Deleted permanently within the hour"],
  ])
    assert.equal(keptFor({ purged_after: end }, NOW), words);
});

test("a link says whether it opens", () => {
  assert.match(stateOf({ is_public: false }), /^Private/);
  assert.equal(stateOf({ is_public: true, is_expired: true, expires_at: "2026-01-01T00:00:00Z" }), "Expired");
  assert.equal(stateOf({ is_public: true, is_expired: false, expires_at: null }), "Doesn't expire");
  assert.match(stateOf({ is_public: true, is_expired: false, expires_at: "2026-12-24T12:00:00Z" }), /^Expires .*24/);
  assert.equal(counted(1, "view"), "1 view");
  assert.equal(counted(0, "view"), "0 views");
});
