// In the place of rehype-raw, which streamdown imports and rxchat does not use: HTML in an answer stays the text that it is.
export default function noHtml() {
  throw new Error("rxchat does not read HTML in answers.");
}
