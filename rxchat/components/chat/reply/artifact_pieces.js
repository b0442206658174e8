// An answer with artifacts, cut into what is said and the artifacts. Cards say where each stands (rxchat/state/artifact_views.py).

/** @typedef {{ identifier: string, title: string, format: string, kind: string, language: string, file_name: string, begin: number, code_begin: number, code_end: number, end: number, is_unfinished?: boolean, edit_id?: number }} Card */
/** @typedef {{ at: number, prose: string, card?: undefined } | { at: number, card: Card, code: string, block: string, prose?: undefined }} Piece */

/**
 * @param {string} text
 * @param {Card[]} cards
 * @returns {Piece[]}
 */
export function piecesOf(text, cards) {
  const pieces = /** @type {Piece[]} */ ([]);
  let at = 0;
  /** @param {number} end */
  const say = (end) => {
    const prose = text.slice(at, end);
    if (prose.trim()) pieces.push({ at, prose });
    at = end;
  };
  for (const card of cards) {
    if (card.code_begin > text.length) break; // its beginning is still on its way
    say(card.begin);
    if (card.end < 0) {
      pieces.push({ at, card, code: text.slice(card.code_begin), block: "" });
      return pieces;
    }
    const block = text.slice(text.indexOf("\n\n", card.begin) + 2, card.end); // without the title above it
    pieces.push({ at, card, code: text.slice(card.code_begin, card.code_end), block });
    at = card.end;
  }
  say(text.length);
  return pieces;
}
