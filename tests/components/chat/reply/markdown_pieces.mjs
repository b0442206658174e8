// What Markdown is made of, to put texts together at random.
export const PIECES = [
  "- i",
  "  ",
  "    ",
  "1. n",
  "> ",
  "\n",
  "\n\n",
  "word",
  "a b",
  "$",
  "$$",
  "\\[",
  "\\]",
  "\\(",
  "\\)",
  "`",
  "```",
  "~~~",
  "|",
  "\n|---|",
  "x=1",
  "# ",
  "---",
  "===",
  "<b>",
  "<div>",
  "[a]",
  "*",
  "**",
  "_",
  "\t",
  "\\",
  "$5",
  "\r\n",
  "2",
  " ",
  "「",
  "です",
];

/**
 * So many of them, one after the other.
 * @param {(most: number) => number} upTo
 * @param {number} count
 */
export function joined(upTo, count, pieces = PIECES) {
  let text = "";
  for (let left = count; left > 0; left -= 1) text += pieces[upTo(pieces.length)];
  return text;
}
