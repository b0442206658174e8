// The code in a fenced block, for blocks that are too long for the parser.

const OPENING = /^ {0,3}(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n]*(?:\n|$)/;
const CLOSING = / {0,3}(`{3,}|~{3,})[ \t]*$/y;

/**
 * {language, code} of a block that begins with a fence, with or without its closing one; null for any other.
 * @param {string} block
 */
export function fencedCode(block) {
  const opening = OPENING.exec(block);
  if (!opening) return null;
  const [head, fence, language] = opening;
  const text = block.trimEnd();
  CLOSING.lastIndex = Math.max(head.length, text.lastIndexOf("\n") + 1);
  const closing = CLOSING.exec(text)?.[1];
  const isClosed = closing !== undefined && closing[0] === fence[0] && closing.length >= fence.length;
  return {
    language,
    code: isClosed ? block.slice(head.length, Math.max(head.length, text.lastIndexOf("\n"))) : block.slice(head.length),
  };
}
