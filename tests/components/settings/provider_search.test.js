import assert from "node:assert/strict";
import { test } from "node:test";
import { connectedIn, found, nameIn, whyNot } from "../../../rxchat/components/settings/provider_search.js";

const PROVIDERS = [
  { name: "claude", label: "Claude", company: "Anthropic", about: "Claude Opus, Sonnet and Haiku" },
  { name: "groq", label: "Groq", company: "", about: "Fast open models" },
  { name: "lm_studio", label: "LM Studio", company: "", about: "Open models on your computer" },
];

for (const [typed, names] of Object.entries({
  "": ["claude", "groq", "lm_studio"],
  anthropic: ["claude"],
  "OPEN models": ["groq", "lm_studio"],
  " open  computer ": ["lm_studio"],
  nothing: [],
})) {
  test(`"${typed}" finds ${names.join(", ") || "none"}`, () => {
    assert.deepEqual(
      found(PROVIDERS, typed).map(({ name }) => name),
      names,
    );
  });
}

for (const [hash, name] of Object.entries({
  "": "",
  "#claude": "claude",
  "#custom%2Dlab": "custom-lab",
  "#%": "",
  "#%E0%A4%A": "",
})) {
  test(`the address ${hash || "without a hash"} names ${name || "none"}`, () => assert.equal(nameIn(hash), name));
}

test("a rejected key is not looked for in Settings, where it was just entered", () => {
  const message = "OpenAI rejected your API key. Check it in Settings.";
  const rejected = { code: "authentication_failed", message: "OpenAI rejected your API key." };
  assert.equal(whyNot({ message, last_error: rejected }), "OpenAI rejected your API key. Check the key and try again.");
  assert.equal(whyNot({ message, last_error: { code: "overloaded", message: "" } }), message);
  assert.equal(whyNot({ message, last_error: null }), message);
});

test("a connected provider says how fast it is and how many models it has", () => {
  assert.equal(connectedIn({ latency_ms: 312, model_count: 41 }), "Connected in 312 ms · 41 models");
  assert.equal(connectedIn({ latency_ms: 9, model_count: 1 }), "Connected in 9 ms · 1 model");
  assert.equal(connectedIn({ latency_ms: null, model_count: 0 }), "Connected");
});
