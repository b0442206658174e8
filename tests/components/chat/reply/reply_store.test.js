import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { publish, useLive } from "../../../../rxchat/components/chat/reply/reply_store.js";

test("the page has no live reply before it is alive", () => {
  publish({ id: 7, text: "Hello", thinking: "" });
  const Reply = () => createElement("p", null, String(useLive(7)?.text ?? null));
  assert.equal(renderToString(createElement(Reply)), "<p>null</p>");
  publish(null);
});
