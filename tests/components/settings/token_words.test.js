import assert from "node:assert/strict";
import { test } from "node:test";
import { endOf, modelsOf, rulesOf, tokenBody } from "../../../rxchat/components/settings/token_words.js";

const NOW = new Date(2026, 10, 29, 12);

test("a token without rules says so", () => {
  assert.equal(modelsOf({ models: [] }), "All models");
  assert.equal(rulesOf({ monthly_limit: null }), "No budget");
  assert.equal(endOf({ expires_at: null, last_used_at: null }, NOW), "Never used · Doesn't expire");
});

test("models, budget and end are in the words", () => {
  assert.equal(modelsOf({ models: ["acme:*", "zeta:small"] }), "acme:*, zeta:small");
  assert.equal(rulesOf({ monthly_limit: 20 }), "$20 a month");
  const at = (/** @type {number} */ day) => new Date(2026, 10, day, 12).toISOString();
  assert.match(endOf({ expires_at: at(30), last_used_at: at(28) }, NOW), /^Last used .*28.* · Expires .*30/);
  assert.match(endOf({ expires_at: at(28), last_used_at: null }, NOW), /Expired .*28/);
});

test("the form becomes a request", () => {
  const { body } = tokenBody({ name: " Editor ", models: "acme:*, zeta:small", limit: "2.5", days: "2" }, NOW);
  const end = new Date(NOW.getTime() + 2 * 86_400_000).toISOString();
  assert.deepEqual(body, { name: "Editor", models: ["acme:*", "zeta:small"], monthly_limit: 2.5, expires_at: end });
  assert.deepEqual(tokenBody({ name: "x" }, NOW).body, { name: "x", models: [], monthly_limit: null, expires_at: null });
});

for (const [field, value] of [
  ["name", " "],
  ["limit", "-1"],
  ["limit", "many"],
  ["days", "0"],
  ["days", "1.5"],
  ["days", "3651"],
]) {
  test(`a wrong ${field} is an error: ${JSON.stringify(value)}`, () => {
    const { body, wrong } = tokenBody({ name: "Editor", [field]: value }, NOW);
    assert.equal(body, undefined);
    assert.match(wrong ?? "", /^Enter /);
  });
}
