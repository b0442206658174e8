import assert from "node:assert/strict";
import { test } from "node:test";
import { tooLong } from "../../../rxchat/components/lib/socket_limit.js";

for (const [what, text] of [
  ["nothing", ""],
  ["as much as fits", "a".repeat(900_000)],
  ["letters of three bytes", "語".repeat(300_000)],
]) {
  test(`${what} can be sent`, () => assert.equal(tooLong(text, "The message"), ""));
}

for (const [what, text] of [
  ["too many letters", "a".repeat(900_001)],
  ["too many bytes", "語".repeat(300_001)],
  ["what grows on its way", "\n".repeat(600_000)],
]) {
  test(`${what} can't`, () => assert.match(tooLong(text, "The message"), /^The message is too long to send\./));
}
