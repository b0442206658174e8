import assert from "node:assert/strict";
import { test } from "node:test";
import { isWanted } from "../../../../rxchat/components/chat/artifacts/frame_focus.js";

test("a frame has the focus when a person went there: with Tab, or with the pointer and not typing elsewhere", () => {
  const idle = { isPointedAt: true, lastKey: "a", sinceKey: 5000 };
  assert.ok(isWanted(idle));
  assert.ok(isWanted({ ...idle, isPointedAt: false, lastKey: "Tab", sinceKey: 1 }));
  assert.ok(!isWanted({ ...idle, sinceKey: 100 }));
  assert.ok(!isWanted({ ...idle, isPointedAt: false }));
});
