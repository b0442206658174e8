// The Markdown that models write: CommonMark and GitHub's, with formulas, and marks that work beside East Asian text. blocks.js cuts
// an answer into blocks by this grammar and the renderer reads each of them by the same one, so the two never disagree.

import { gfmFromMarkdown } from "mdast-util-gfm";
import { parse } from "micromark";
import { attention } from "micromark-core-commonmark";
import { gfm } from "micromark-extension-gfm";
import { boundedAutolinks, bounds } from "./bounds.js";
import { eastAsian } from "./emphasis.js";
import { formulaNodes, formulas, tablesWithFormulas } from "./math_syntax.js";

/** @import { Extension } from "micromark-util-types" */

const ASTERISK = 42;
const TILDE = 126;

const github = boundedAutolinks(tablesWithFormulas(gfm({ singleTilde: false }))); // a lone ~ is "about" or "to": 20~25
const strikethrough = github.text?.[TILDE] ?? [];

const marks = {
  text: { [ASTERISK]: eastAsian(attention), [TILDE]: [strikethrough].flat().map(eastAsian) },
};

/**
 * @param {boolean} isGrowing
 * @returns {Extension[]}
 */
const meant = (isGrowing) => [github, marks, formulas({ isGrowing })];
const { constructs } = parse({ extensions: meant(false) });

/** For micromark. `isGrowing`: a display formula at the end of the text may lack its end. */
export const grammar = ({ isGrowing = false } = {}) => [...meant(isGrowing), bounds(constructs)];

const GRAMMAR = grammar();
const NODES = [...gfmFromMarkdown(), formulaNodes];

/**
 * A plugin for remark.
 * @this {{ data: () => Record<string, unknown> }}
 */
export function dialect() {
  const data = this.data();
  data.micromarkExtensions = GRAMMAR;
  data.fromMarkdownExtensions = NODES;
}
