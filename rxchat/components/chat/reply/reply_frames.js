// The frames of the answer that is being written. Each holds what is new since the one before; the first, all that there is by then.

/** @import { LiveReply, ReplyFrame } from "../types" */

/**
 * The answer with one frame more; null if the one before is missing. Then the page waits for the whole, at the answer's end.
 * @param {LiveReply | null} live
 * @param {Partial<ReplyFrame>} frame
 * @returns {LiveReply | null}
 */
export function grown(live, { id, n, text = "", thinking = "", card = 0, cards }) {
  if (id === undefined || n === undefined) return null;
  const known = n === 0 ? { id, n: -1, text: "", thinking: "", cards: [] } : live;
  if (known?.id !== id || known.n !== n - 1) return null;
  return {
    id,
    n,
    text: known.text + text,
    thinking: known.thinking + thinking,
    cards: cards ? [...known.cards.slice(0, card), ...cards] : known.cards,
  };
}
