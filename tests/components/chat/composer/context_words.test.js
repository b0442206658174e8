import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { dollars, figures, gaugeWords, percent, typedTokens } from "../../../../rxchat/components/chat/composer/context_words.js";

const SOON = "2026-11-29T12:05:00Z";
const NOW = Date.parse("2026-11-29T12:00:00Z");
const context = {
  window: 10_000,
  used_tokens: 1_000,
  counted_tokens: 900,
  estimated_tokens: 100,
  cached_tokens: 800,
  cached_until: SOON,
  next_cost: 0.005,
  cached_cost: 0.001,
  token_cost: 0.00002,
  token_scale: 1,
};

test("what is typed is estimated by its characters, times the scale", () => {
  assert.equal(typedTokens("", 1), 0);
  assert.equal(typedTokens("  \n", 1), 0);
  assert.equal(typedTokens("word ".repeat(8), 1), 9);
  assert.equal(typedTokens("word ".repeat(8), 2), 17);
  assert.equal(typedTokens("这是什么呢", 1), 4);
  assert.equal(typedTokens("42", 1), 2);
});

test("the estimate is near what tokenizers count", () => {
  const counts = JSON.parse(readFileSync(new URL("../../../domain/token_counts.json", import.meta.url)));
  for (const [kind, { text, tokens }] of Object.entries(counts)) {
    const estimated = typedTokens(text, 1);
    assert.ok(Math.abs(estimated - tokens) <= tokens * 0.15, `${kind}: ${estimated} of ${tokens}`);
  }
});

test("the cached part and the new part are apart, and what is typed is new", () => {
  const found = figures(context, 500, NOW);
  assert.deepEqual([found.total, found.cached, found.fresh, found.share], [1_500, 800, 700, 0.15]);
  assert.ok(Math.abs(found.cost - (0.005 + 500 * 0.00002)) < 1e-9);
  assert.ok(Math.abs(found.cachedCost + found.freshCost - found.cost) < 1e-9);
});

test("once the cache is over, all of it is new", () => {
  const found = figures(context, 0, Date.parse(SOON));
  assert.deepEqual([found.cached, found.fresh, found.cachedCost], [0, 1_000, 0]);
  assert.ok(Math.abs(found.cost - 0.02) < 1e-9);
});

test("where the price is unknown there are tokens only, where the window is, no share", () => {
  const found = figures({ ...context, window: null, next_cost: null }, 0, NOW);
  assert.deepEqual([found.cost, found.share], [null, null]);
  assert.deepEqual(gaugeWords(found), { size: "1K tokens", price: "", long: "Context: 1K tokens used." });
});

test("the gauge says how full the window is and what comes next", () => {
  const { size, price, long } = gaugeWords(figures(context, 0, NOW));
  assert.deepEqual([size, price], ["10%", "$0.0050"]);
  assert.equal(long, "Context: 10% of the context window used. The next message costs about $0.0050 to read.");
});

test("small amounts and shares are not nothing", () => {
  assert.deepEqual([0, 0.00001, 0.0042, 1.5].map(dollars), ["$0.00", "<$0.0001", "$0.0042", "$1.50"]);
  assert.deepEqual([0, 0.001, 0.5, 1.2].map(percent), ["0%", "<1%", "50%", "120%"]);
});

test("a key in a long draft costs less than a frame", () => {
  const draft = "It was a long day. ".repeat(5_000);
  const before = process.cpuUsage(); // the clock's time would be that of other programs, too
  for (let key = 0; key < 20; key += 1) figures(context, typedTokens(`${draft}${key}`, 1), NOW);
  assert.ok(process.cpuUsage(before).user / 1000 / 20 < 16);
});
