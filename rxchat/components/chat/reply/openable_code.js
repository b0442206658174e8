// Which blocks of code are worth being opened as artifacts: what runs in the panel, from a few lines on, and other code that is long.

const RUNNING = new Set(["html", "htm", "xhtml", "svg", "mermaid", "jsx", "tsx"]);
const RUNNING_LINES = 5;
const RUNNING_CHARACTERS = 200; // an SVG image may be one line
const LINES = 15; // as in rxchat/domain/artifact_instructions.py

/**
 * @param {string} text
 * @param {number} lines
 */
function hasLines(text, lines) {
  let at = -1;
  for (let line = 1; line < lines; line += 1) {
    at = text.indexOf("\n", at + 1);
    if (at < 0) return false;
  }
  return true;
}

/**
 * @param {string} language as the answer calls it
 * @param {string} code
 */
export function isWorthOpening(language, code) {
  const isRunning = RUNNING.has(language.toLowerCase()) || code.trimStart().startsWith("<svg");
  if (!isRunning) return hasLines(code, LINES);
  return hasLines(code, RUNNING_LINES) || code.length >= RUNNING_CHARACTERS;
}
