import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { take, useLive } from "../../../../rxchat/components/chat/reply/reply_store.js";

test("the page has no live reply before it is alive", () => {
  take({ id: 7, n: 0, text: "Hello" });
  const Reply = () => createElement("p", null, String(useLive(7)?.text ?? null));
  assert.equal(renderToString(createElement(Reply)), "<p>null</p>");
});
