// Draws formulas. Apart from the page and fetched with the first formula: KaTeX is as large as all else that draws an answer.
import katex from "katex";
import "katex/dist/katex.min.css";

/** What a formula may do: nothing with HTML, links or pictures, no growing without end, no box as large as a house (in em). */
const LIMITS = { trust: false, maxExpand: 300, maxSize: 40, strict: "ignore", throwOnError: true };

/**
 * Throws where TeX makes no sense. No HTML is read: KaTeX makes the elements itself.
 * @param {string} tex
 * @param {HTMLElement} element
 * @param {boolean} displayMode
 */
export const draw = (tex, element, displayMode) => katex.render(tex, element, { ...LIMITS, displayMode });
