// What a model can hold and costs, in the words of its row.

/**
 * A number of tokens: 200K, 1M, 1.1M.
 * @param {number} tokens
 */
export const sized = (tokens) => (tokens >= 1e6 ? `${+(tokens / 1e6).toFixed(1)}M` : `${Math.round(tokens / 1000)}K`);

/** @param {number} amount */
const money = (amount) => `$${amount >= 1 ? +amount.toFixed(2) : amount >= 0.01 ? amount.toFixed(2) : amount.toPrecision(1)}`;

/**
 * Nothing where the price is unknown.
 * @param {{ price: ApiBody<"PriceBody"> | null }} model
 */
export function priced({ price }) {
  if (!price) return "";
  if (price.input_per_million === 0 && price.output_per_million === 0) return "Free";
  return `${money(price.input_per_million)} in / ${money(price.output_per_million)} out per 1M tokens`;
}
