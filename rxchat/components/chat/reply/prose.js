// Plain prose: a growing paragraph is redrawn at each frame, and most contain no Markdown, so they need no parser.

// One line that begins with a letter, with no mark, no entity, no formula and nothing that could be an address.
const PROSE = /^\p{L}[^\n\t`*_~[\]<>|\\&$@]*$/u;
const ADDRESS = /www\.|:\/\//i;

const BEGUN_ADDRESS = 3; // characters of one that may stand at the end

let known = ""; // the last prose there was: a growing paragraph begins with it, and only what is new in it is looked at

/**
 * Whether Markdown makes one plain paragraph of a text, and changes nothing in it.
 * @param {string} text
 */
export function isProse(text) {
  const seen = known && text.slice(0, known.length) === known ? known.length : 0;
  const line = seen ? `a${text.slice(seen)}` : text;
  if (!PROSE.test(line) || ADDRESS.test(text.slice(Math.max(0, seen - BEGUN_ADDRESS)))) return false;
  known = text;
  return true;
}
