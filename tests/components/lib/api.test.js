import assert from "node:assert/strict";
import { test } from "node:test";
import { call, faultOf, OFFLINE, request } from "../../../rxchat/components/lib/api.js";

const answer = (response) => {
  globalThis.fetch = async () => {
    if (response instanceof Error) throw response;
    return response;
  };
};

test("data comes as it is", async () => {
  answer(Response.json({ a: 1 }));
  assert.deepEqual(await call("/api/x"), { data: { a: 1 } });
});

test("an empty answer is no fault", async () => {
  answer(new Response(null, { status: 204 }));
  assert.deepEqual(await call("/api/x", { method: "DELETE" }), { data: {} });
});

test("an error says what happened and what to do", async () => {
  answer(Response.json({ error: { message: "Too long.", hint: "Shorten it." } }, { status: 422 }));
  assert.deepEqual(await call("/api/x"), { fault: "Too long. Shorten it." });
});

test("an error has the API's code", async () => {
  answer(Response.json({ error: { code: "invalid_certificate", message: "No.", hint: "" } }, { status: 422 }));
  assert.deepEqual(await call("/api/x"), { fault: "No.", code: "invalid_certificate" });
});

test("an answer that is no error of ours has a number", async () => {
  answer(new Response("<html>", { status: 502 }));
  assert.deepEqual(await request("/api/x"), { fault: "Something went wrong (HTTP 502). Try again." });
  assert.equal(faultOf(500, null), "Something went wrong (HTTP 500). Try again.");
});

test("a server that is gone is said to be", async () => {
  answer(new TypeError("fetch failed"));
  assert.deepEqual(await call("/api/x"), { fault: OFFLINE });
});

test("what was canceled says so", async () => {
  answer(new DOMException("", "AbortError"));
  assert.deepEqual(await call("/api/x", { signal: AbortSignal.abort() }), { fault: "Canceled." });
});

test("a body is sent as JSON, and nothing without one", async () => {
  const sent = [];
  globalThis.fetch = async (_, options) => {
    sent.push(options);
    return Response.json({});
  };
  await call("/api/x", { method: "POST", body: { a: 1 } });
  await call("/api/x");
  assert.deepEqual([sent[0].body, sent[0].headers], ['{"a":1}', { "content-type": "application/json" }]);
  assert.deepEqual([sent[1].body, sent[1].headers, sent[1].method], [undefined, {}, "GET"]);
});
