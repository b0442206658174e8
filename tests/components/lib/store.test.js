import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { createStore } from "../../../rxchat/components/lib/store.js";

test("an update keeps what it does not name", () => {
  const store = createStore({ a: 1, b: 2 });
  store.update({ b: 3 });
  assert.deepEqual(store.get(), { a: 1, b: 3 });
});

test("before the page is alive the initial state is shown", () => {
  const store = createStore({ count: 0 });
  store.set({ count: 5 });
  const Shown = () =>
    createElement(
      "p",
      null,
      store.use(({ count }) => count),
    );
  const Own = () =>
    createElement(
      "p",
      null,
      store.use(
        ({ count }) => count,
        () => 9,
      ),
    );
  assert.equal(renderToString(createElement(Shown)), "<p>0</p>");
  assert.equal(renderToString(createElement(Own)), "<p>9</p>");
});
