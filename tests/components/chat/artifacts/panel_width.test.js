import assert from "node:assert/strict";
import { test } from "node:test";
import { CHAT, fitted, NARROWEST, widest, widthAfter } from "../../../../rxchat/components/chat/artifacts/panel_width.js";

test("the panel leaves the chat its place, and keeps its own in a small window", () => {
  assert.equal(fitted(5000, 1000), 1000 - CHAT);
  assert.equal(fitted(10, 1000), NARROWEST);
  assert.equal(fitted(500, 1000), 500);
  assert.equal(fitted(500, 600), NARROWEST);
});

test("arrows move the separator, Home and End go to its ends, other keys do nothing", () => {
  assert.ok(widthAfter("ArrowLeft", 400, 1200) > 400);
  assert.ok(widthAfter("ArrowRight", 400, 1200) < 400);
  assert.equal(widthAfter("ArrowRight", NARROWEST, 1200), NARROWEST);
  assert.equal(widthAfter("End", 400, 1200), widest(1200));
  assert.equal(widthAfter("Home", 400, 1200), NARROWEST);
  assert.equal(widthAfter("Enter", 400, 1200), null);
});
