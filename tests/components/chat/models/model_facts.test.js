import assert from "node:assert/strict";
import { test } from "node:test";
import { priced, sized } from "../../../../rxchat/components/chat/models/model_facts.js";

const price = (input, output) => ({ price: { input_per_million: input, output_per_million: output } });

for (const [tokens, words] of [
  [8192, "8K"],
  [200_000, "200K"],
  [1_000_000, "1M"],
  [1_048_576, "1M"],
  [1_150_000, "1.1M"],
]) {
  test(`${tokens} tokens are ${words}`, () => assert.equal(sized(tokens), words));
}

for (const [model, words] of [
  [{ price: null }, ""],
  [price(0, 0), "Free"],
  [price(2, 10), "$2 in / $10 out per 1M tokens"],
  [price(0.1, 0.5), "$0.10 in / $0.50 out per 1M tokens"],
  [price(0.004, 1.5), "$0.004 in / $1.5 out per 1M tokens"],
]) {
  test(`a price in words: ${words || "none"}`, () => assert.equal(priced(model), words));
}
