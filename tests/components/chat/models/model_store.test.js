import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { load, nameModel, star } from "../../../../rxchat/components/chat/models/model_store.js";

const BODIES = {
  "/api/models": { models: [], providers: [], capabilities: [] },
  "/api/preferences/models": { default: null, starred: [], recent: [] },
};
let asked = [];

beforeEach(() => {
  asked = [];
  globalThis.fetch = async (path, { method, body }) => {
    asked.push([method, path, body]);
    return Response.json(BODIES[path] ?? {});
  };
});

test("models and preferences are asked for together", async () => {
  await load();
  assert.deepEqual(
    asked.map(([, path]) => path),
    ["/api/models", "/api/preferences/models"],
  );
});

test("a favorite is saved and everything is fetched again", async () => {
  await star("claude:opus", true);
  assert.deepEqual(asked[0], ["PATCH", "/api/preferences/models", '{"starred":{"claude:opus":true}}']);
  assert.equal(asked.length, 3);
});

test("a model that could not be added says why, and nothing is fetched", async () => {
  globalThis.fetch = async (...call) => {
    asked.push(call);
    return Response.json({ error: { message: "No such provider.", hint: "Reload." } }, { status: 404 });
  };
  assert.equal(await nameModel({ provider: "lab", model: "x" }), "No such provider. Reload.");
  assert.equal(asked.length, 1);
});
