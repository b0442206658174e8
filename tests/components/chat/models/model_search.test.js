import assert from "node:assert/strict";
import { test } from "node:test";
import { countOn, findable, NO_FILTERS, passes, search, unfit } from "../../../../rxchat/components/chat/models/model_search.js";

const capabilities = { chat: true, images: true, reasoning: null, tools: true };
const model = (id, name, more = {}) => {
  const [provider, own] = id.split(":");
  return { id, name, model: own, provider, lifecycle: "active", context_window: 200_000, price: null, capabilities, ...more };
};
const PROVIDERS = [
  { name: "claude", label: "Claude", company: "Anthropic", icon: "asterisk" },
  { name: "lab", label: "My lab", company: "", icon: "server", is_custom: true },
];
const MODELS = findable(
  [
    model("claude:claude-opus-5-5", "Claude Opus 5.5"),
    model("claude:claude-haiku-5", "Claude Haiku 5"),
    model("lab:qwen3", "qwen3"),
  ],
  PROVIDERS,
);
const found = (typed) => search(MODELS, typed).map(({ id }) => id);

test("a model's badges have the words of the table, and say what it lacks where the table does", () => {
  const shown = [
    { name: "images", label: "Images", lack: "" },
    { name: "reasoning", label: "Reasoning", lack: "No reasoning" },
    { name: "video", label: "Video", lack: "No video" },
  ];
  const badges = (more) =>
    findable([model("lab:m", "m", { capabilities: { ...capabilities, ...more } })], PROVIDERS, shown)[0].badges;
  assert.deepEqual(badges({}), ["Images"]); // nobody knows of the others
  assert.deepEqual(badges({ images: false, reasoning: true, video: false }), ["Reasoning", "No video"]);
});

for (const [typed, first] of [
  ["opus", "claude:claude-opus-5-5"],
  ["OPUS 5.5", "claude:claude-opus-5-5"],
  ["hiaku", "claude:claude-haiku-5"],
  ["opus55", "claude:claude-opus-5-5"],
  ["anthropc haiku", "claude:claude-haiku-5"],
  ["qwén", "lab:qwen3"],
  ["my lab", "lab:qwen3"],
]) {
  test(`${typed} finds ${first}`, () => assert.equal(found(typed)[0], first));
}

test("nothing typed finds everything in its order", () =>
  assert.deepEqual(
    found("  "),
    MODELS.map(({ id }) => id),
  ));

test("what is far from every word finds nothing", () => assert.deepEqual(found("zzzzqqq"), []));

test("a short word forgives no slip", () => assert.deepEqual(found("opx"), []));

test("a custom provider says so", () => assert.equal(MODELS[2].label, "My lab (custom)"));

test("filters let through what has everything they ask for", () => {
  const cheap = { ...MODELS[0], price: { output_per_million: 4 } };
  assert.ok(passes(MODELS[0], NO_FILTERS));
  assert.ok(!passes(MODELS[0], { ...NO_FILTERS, video: true }));
  assert.ok(passes(MODELS[0], { ...NO_FILTERS, images: true, tools: true }));
  assert.ok(!passes(MODELS[0], { ...NO_FILTERS, reasoning: true }));
  assert.ok(!passes(MODELS[0], { ...NO_FILTERS, provider: "lab" }));
  assert.ok(!passes(MODELS[0], { ...NO_FILTERS, price: "5" })); // its price is unknown
  assert.ok(passes(cheap, { ...NO_FILTERS, price: "5" }));
  assert.ok(!passes(cheap, { ...NO_FILTERS, price: "0" }));
  assert.ok(!passes(cheap, { ...NO_FILTERS, context: "1000000" }));
});

test("the filters that are on are counted", () => {
  assert.equal(countOn(NO_FILTERS), 0);
  assert.equal(countOn({ ...NO_FILTERS, images: false, tools: true }), 1);
  assert.equal(countOn({ ...NO_FILTERS, provider: "lab", price: "0", images: true }), 3);
});

test("a model is unfit with a reason", () => {
  const needs = { images: false, attached: false, tokens: 10 };
  assert.equal(unfit(MODELS[0], needs), null);
  assert.deepEqual(unfit({ ...MODELS[0], lifecycle: "retired", replacement: "Opus 6" }, needs), {
    reason: "Retired. Replaced by Opus 6",
    canAnswer: false,
  });
  assert.equal(unfit(MODELS[0], { ...needs, tokens: 200_001 }).canAnswer, false);
  const blind = { ...MODELS[0], capabilities: { ...capabilities, images: false } };
  assert.match(unfit(blind, { ...needs, attached: true }).reason, /you attached/);
  assert.match(unfit(blind, { ...needs, images: true }).reason, /in this chat/);
  assert.equal(unfit({ ...blind, capabilities: { images: null } }, { ...needs, images: true }), null); // nobody knows
});
