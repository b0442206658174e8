// In the place of what streamdown imports and rxchat does not use, a third of the renderer. `rehype-raw` and `rehype-sanitize`:
// HTML in an answer stays the text that it is. `remark-gfm` and `marked`: dialect.js and blocks.js have the grammar. `tailwind-merge`
// settles which of two classes wins, and none of streamdown's own contradict each other (left_out.test.js).
const leftOut = () => {
  throw new Error("rxchat doesn't use this part of streamdown: see chat/reply/left_out.js.");
};

export default leftOut;
export const Lexer = { lex: leftOut };
export const defaultSchema = {};

/** @param {string} classes */
export const twMerge = (classes) => classes;
