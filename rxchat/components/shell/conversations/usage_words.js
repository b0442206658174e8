// What a conversation took, in words.
import { counted } from "../../lib/counted.js";

const NUMBER = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** @param {number} cost in USD */
const money = (cost) => (cost > 0 && cost < 0.01 ? "<$0.01" : `$${cost.toFixed(2)}`);

/**
 * Tokens in and out, and what is known of the cost. What has no known price is left out of it, and that is said.
 * @param {ApiBody<"ConversationUsageBody">} usage
 */
export function usageWords({ requests, input_tokens, output_tokens, cost, unpriced_requests }) {
  if (!requests) return "No tokens used yet";
  const tokens = input_tokens + output_tokens;
  const price = cost === null ? "cost unknown" : `${money(cost)}${unpriced_requests ? " + unknown" : ""}`;
  return `${counted(tokens, "token", NUMBER.format(tokens))} · ${price}`;
}
