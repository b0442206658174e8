import assert from "node:assert/strict";
import { test } from "node:test";
import { isEmbedded, isInTheAnswer, outside } from "../../../../rxchat/components/chat/reply/link_policy.js";

globalThis.window = { location: { origin: "http://127.0.0.1:8000" } };

for (const address of ["https://example.org/a?b#c", "http://example.org", "mailto:a@example.org", "HTTPS://EXAMPLE.ORG"]) {
  test(`${address} leads outside`, () => assert.ok(outside(address)));
}

for (const address of [
  "/c/1",
  "c/1",
  "http://127.0.0.1:8000/settings",
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "data:text/html,x",
  "vbscript:x",
  "file:///etc/passwd",
  "https://user:word@example.org",
  "blob:https://example.org/x",
  "",
  null,
]) {
  test(`${address} does not`, () => assert.equal(outside(address), null));
}

test("footnotes are in the answer", () => {
  assert.ok(isInTheAnswer("#user-content-fn-1"));
  assert.ok(!isInTheAnswer("#settings"));
  assert.ok(!isInTheAnswer(undefined));
});

test("plain pixels are embedded, documents are not", () => {
  assert.ok(isEmbedded("data:image/png;base64,iVBORw0KGgo="));
  assert.ok(!isEmbedded("data:image/svg+xml;base64,PHN2Zz4="));
  assert.ok(!isEmbedded("https://example.org/cat.png"));
  assert.ok(!isEmbedded(`data:image/png;base64,${"A".repeat(600_000)}`));
});
