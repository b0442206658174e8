import assert from "node:assert/strict";
import { test } from "node:test";
import { usageWords } from "../../../../rxchat/components/shell/conversations/usage_words.js";

const usage = (more) => ({ requests: 2, input_tokens: 900, output_tokens: 100, cost: 0.5, unpriced_requests: 0, ...more });

for (const [more, words] of [
  [{}, "1K tokens · $0.50"],
  [{ requests: 0 }, "No tokens used yet"],
  [{ input_tokens: 1, output_tokens: 0 }, "1 token · $0.50"],
  [{ input_tokens: 1_234_567 }, "1.2M tokens · $0.50"],
  [{ cost: 0 }, "1K tokens · $0.00"],
  [{ cost: 0.0004 }, "1K tokens · <$0.01"],
  [{ cost: 12.345 }, "1K tokens · $12.35"],
  [{ cost: null, unpriced_requests: 2 }, "1K tokens · cost unknown"],
  [{ unpriced_requests: 1 }, "1K tokens · $0.50 + unknown"],
]) {
  test(`${JSON.stringify(more)} is “${words}”`, () => assert.equal(usageWords(usage(more)), words));
}
