// What the gauge says: the share of the window, and what the next message costs.

const NUMBER = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const encoder = new TextEncoder();

/** Tokens of a character, by the first of its bytes in UTF-8, as in `rxchat/domain/token_estimates.py`. */
const WEIGHTS = new Float64Array(256);
for (const [first, weight] of [
  [0x00, 0.6], // line breaks
  [0x20, 0], // the space: words take it with them
  [0x21, 0.6], // symbols
  [0x30, 0.9], // digits
  [0x3a, 0.6],
  [0x41, 0.26], // letters
  [0x5b, 0.6],
  [0x61, 0.26],
  [0x7b, 0.6],
  [0x80, 0], // what follows the first byte
  [0xc2, 0.5], // Latin letters with marks, Greek
  [0xd0, 0.3], // Cyrillic
  [0xd5, 0.4], // Hebrew, Arabic
  [0xe0, 0.48], // scripts of India and Southeast Asia
  [0xe2, 1], // typographic marks
  [0xe3, 0.73], // Chinese, Japanese, Korean
  [0xf0, 1.8], // emoji
]) {
  WEIGHTS.fill(weight, first);
}

/** @typedef {ApiBody<"ContextBody">} Context */

/** @param {number} tokens */
export const tokenWords = (tokens) => `${NUMBER.format(tokens)} ${tokens === 1 ? "token" : "tokens"}`;

/** @param {number} amount in USD */
export function dollars(amount) {
  if (amount === 0 || amount >= 0.1) return `$${amount.toFixed(2)}`;
  return amount >= 0.0001 ? `$${amount.toFixed(4)}` : "<$0.0001";
}

/**
 * The tokens of what is typed, estimated by its characters. Costs a fraction of a millisecond, so it may be called for each key.
 * @param {string} text
 * @param {number} scale
 */
export function typedTokens(text, scale) {
  if (!text.trim()) return 0;
  let size = 0;
  for (const byte of encoder.encode(text)) size += WEIGHTS[byte];
  return Math.ceil(size * scale);
}

/** What the images of a message are estimated at. @param {number} images */
export const imageTokens = (images) => images * 1200;

/**
 * The next request with what is typed: its tokens, their share of the window, and what they cost. `null` where that is unknown.
 * Once the vendor's cache is over, what was cached costs as much as what is new.
 * @param {Context} context
 * @param {number} typed tokens
 * @param {number} now in milliseconds
 */
export function figures(context, typed, now) {
  const isCached = context.cached_until !== null && now < Date.parse(context.cached_until);
  const cached = isCached ? context.cached_tokens : 0;
  const total = context.used_tokens + typed;
  const share = context.window ? total / context.window : null;
  if (context.next_cost === null || context.cached_cost === null || context.token_cost === null) {
    return { total, cached, fresh: total - cached, share, cost: null, cachedCost: null, freshCost: null };
  }
  const cachedCost = isCached ? context.cached_cost : 0;
  const freshCost = isCached ? context.next_cost - context.cached_cost + typed * context.token_cost : total * context.token_cost;
  return { total, cached, fresh: total - cached, share, cost: cachedCost + freshCost, cachedCost, freshCost };
}

/** @param {number} share */
export const percent = (share) => (share > 0 && share < 0.01 ? "<1%" : `${Math.round(share * 100)}%`);

/**
 * The gauge in a few characters, and in words.
 * @param {ReturnType<typeof figures>} found
 */
export function gaugeWords({ total, share, cost }) {
  const size = share === null ? tokenWords(total) : percent(share);
  const fullness = share === null ? `${tokenWords(total)} used` : `${percent(share)} of the context window used`;
  return {
    size,
    price: cost === null ? "" : dollars(cost),
    long:
      cost === null ? `Context: ${fullness}.` : `Context: ${fullness}. The next message costs about ${dollars(cost)} to read.`,
  };
}
