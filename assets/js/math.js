// Formulas as models write them, turned into the one form the Markdown renderer reads: `$$...$$`.
// A single dollar is a formula's only where it hugs it and no digit follows, so that "$5 and $10" stays money.

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/;
const SINGLE = /(?<![\\$\w])\$(?![\s$])([^$\n]*?[^\s$\\])\$(?![\d$])/g;
// Bounded, or an answer full of openings without an end would be searched again from each.
const ROUND = /\\\(([^\n]{1,1000}?)\\\)/g;
const SQUARE = /\\\[([\s\S]{1,4000}?)\\\]/g;

/** What a formula may do: nothing with HTML, links or pictures, no growing without end, no box as large as a house (in em). */
const LIMITS = { trust: false, maxExpand: 300, maxSize: 40, strict: "ignore" };

/** Streamdown's formula plugin with these limits. */
export function bounded(plugin) {
  const [renderer, options] = plugin.rehypePlugin;
  return { ...plugin, rehypePlugin: [renderer, { ...options, ...LIMITS }] };
}

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
