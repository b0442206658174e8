// In the place of what streamdown imports and rxchat does not use: `rehype-raw`, because HTML in an answer stays the text that it
// is, and `marked`, because blocks.js cuts an answer by the grammar it is drawn by.
const leftOut = (name) => () => {
  throw new Error(`rxchat doesn't use ${name}.`);
};

export default leftOut("rehype-raw");
export const Lexer = { lex: leftOut("marked") };
