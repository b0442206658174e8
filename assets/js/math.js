// Formulas as models write them, turned into the one form the Markdown renderer reads: `$$...$$`.
// A single dollar is a formula's only where it hugs it and no digit follows, so that "$5 and $10" stays money.

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/;
const SINGLE = /(?<![\\$\w])\$(?![\s$])([^$\n]*?[^\s$\\])\$(?![\d$])/g;
const ROUND = /\\\(([^\n]+?)\\\)/g;
const SQUARE = /\\\[([\s\S]+?)\\\]/g;

export function withFormulas(text) {
  if (!text.includes("$") && !text.includes("\\(") && !text.includes("\\[")) return text;
  return text
    .split(CODE)
    .map((part, index) =>
      index % 2 // what the pattern captured: code
        ? part
        : part
            .replace(SQUARE, (_, formula) => `\n$$\n${formula.trim()}\n$$\n`)
            .replace(ROUND, (_, formula) => `$$${formula.trim()}$$`)
            .replace(SINGLE, (_, formula) => `$$${formula}$$`),
    )
    .join("");
}
