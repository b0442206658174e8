// Draws formulas. Apart from the page and fetched with the first formula: KaTeX is as large as all else that draws an answer.
import { createMathPlugin } from "@streamdown/math";
import "katex/dist/katex.min.css";
import { bounded } from "./math.js";

export const math = bounded(createMathPlugin({ singleDollarTextMath: false }));
