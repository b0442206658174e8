import assert from "node:assert/strict";
import { test } from "node:test";
import { groupsOf } from "../../../../rxchat/components/chat/models/model_groups.js";
import { findable, NO_FILTERS } from "../../../../rxchat/components/chat/models/model_search.js";

const provider = (name, more = {}) => ({
  name,
  label: name.toUpperCase(),
  company: "",
  icon: "bot",
  status: "ok",
  needs_key: true,
  is_enabled: true,
  is_configured: true,
  lacks_list: false,
  ...more,
});
const KEYLESS = { status: "not_configured", is_configured: false };
const model = (id) => ({
  id,
  name: id,
  model: id.split(":")[1],
  provider: id.split(":")[0],
  lifecycle: "active",
  context_window: null,
  price: null,
  capabilities: { chat: true, images: null, reasoning: null, tools: null },
});

function groups({ models, providers, starred = [], recent = [], typed = "", filters = {} }) {
  const known = { models: findable(models.map(model), providers), providers, preferences: { default: null, starred, recent } };
  return groupsOf(known, recent, typed, { ...NO_FILTERS, ...filters });
}
const keys = (wanted) => groups(wanted).map(({ key }) => key);
const MANY = ["a:1", "a:2", "a:3", "b:1", "b:2", "b:3"];
const TWO = [provider("a"), provider("b")];

test("favorites come first, then what was used last and is not in sight", () => {
  const models = [...MANY, "b:4", "b:5"];
  const own = (/** @type {object} */ more) =>
    groups({ models, providers: TWO, ...more })
      .filter(({ key }) => key.startsWith("*"))
      .map(({ key, rows }) => [key, ...rows.map(({ id }) => id)]);
  assert.deepEqual(own({ starred: ["b:1"], recent: ["b:4", "a:2"] }), [
    ["*starred", "b:1"],
    ["*recent", "b:4"],
  ]);
  assert.deepEqual(own({ starred: ["b:5"], recent: ["b:5"] }), [["*starred", "b:5"]]);
  assert.deepEqual(own({ recent: ["a:2", "b:3"] }), []);
  assert.deepEqual(keys({ models: ["a:1", "b:1"], providers: TWO, recent: ["a:1"] }), ["a", "b"]);
});

test("providers without a key stand in one group at the end", () => {
  const providers = [...TWO, provider("c", KEYLESS), provider("d", KEYLESS)];
  const last = groups({ models: MANY, providers }).at(-1);
  assert.equal(last.label, "Not connected");
  assert.deepEqual(
    last.unconnected.map(({ name }) => name),
    ["c", "d"],
  );
  assert.ok(last.startsFolded);
});

test("that group is open where nothing but one provider is connected", () => {
  const last = groups({ models: ["a:1"], providers: [provider("a"), provider("c", KEYLESS)] }).at(-1);
  assert.equal(last.startsFolded, false);
});

test("a search finds a provider without a key by its name, and a filter hides it", () => {
  const wanted = {
    models: MANY,
    providers: [...TWO, provider("openai", { ...KEYLESS, label: "OpenAI" }), provider("d", KEYLESS)],
  };
  const found = groups({ ...wanted, typed: "openai" });
  assert.deepEqual(
    found.at(-1).unconnected.map(({ name }) => name),
    ["openai"],
  );
  assert.ok(!keys({ ...wanted, filters: { images: true } }).includes("*unconnected"));
});

test("a server without a list is asked for the id of a model, and takes one that is typed", () => {
  const providers = [provider("a"), provider("lab", { lacks_list: true, needs_key: false })];
  assert.equal(groups({ models: ["a:1"], providers }).at(-1).isOpen, true);
  const typed = groups({ models: ["a:1"], providers, typed: "maker/model:7b" });
  assert.deepEqual(
    typed.find(({ key }) => key === "*typed").rows.map(({ id }) => id),
    ["lab:maker/model:7b"],
  );
});

test("ids differ between what is found and what is listed", () => {
  assert.equal(groups({ models: MANY, providers: TWO })[0].id, "models-a");
  assert.equal(groups({ models: MANY, providers: TWO, typed: "1" })[0].id, "found-a");
});
