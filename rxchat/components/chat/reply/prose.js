// Plain prose: a growing paragraph is redrawn at each frame, and most contain no Markdown, so they need no parser.

// One line that begins with a letter, with no mark, no entity, no formula and nothing that could be an address.
const PROSE = /^\p{L}[^\n\t`*_~[\]<>|\\&$@]*$/u;
const ADDRESS = /www\.|:\/\//i;

/**
 * Whether Markdown makes one plain paragraph of a text, and changes nothing in it.
 * @param {string} text
 */
export const isProse = (text) => PROSE.test(text) && !ADDRESS.test(text);
