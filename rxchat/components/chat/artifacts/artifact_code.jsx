// An artifact's code: in colors once it is whole, line by line with numbers.
import { memo, useEffect, useState } from "react";
import { code as highlighter } from "../reply/code_highlighter.js";
import { Plain } from "../reply/plain_text.jsx";

/** @import { HighlightResult } from "streamdown" */
/** @typedef {{ content: string, htmlStyle?: Record<string, string> }[]} Line */

const CHUNK = 100; // lines that are drawn when they come into sight
const LONGEST = 1_000_000; // characters that are drawn line by line

/** @param {Line[]} lines */
function chunksOf(lines) {
  return Array.from({ length: Math.ceil(lines.length / CHUNK) }, (_, at) => lines.slice(at * CHUNK, (at + 1) * CHUNK));
}

/** @param {{ lines: Line[], before: number }} props */
function LinesOfCode({ lines, before }) {
  return (
    <div className="artifact-lines" style={{ "--artifact-line-count": lines.length, "--artifact-lines-before": before }}>
      {lines.map((line, at) => (
        <div key={at} className="artifact-line">
          {line.length === 0 || (line.length === 1 && !line[0].content)
            ? "\n"
            : line.map((token, place) => (
                <span key={place} style={token.htmlStyle}>
                  {token.content}
                </span>
              ))}
        </div>
      ))}
    </div>
  );
}

const Lines = memo(LinesOfCode);

/**
 * @param {string} text
 * @param {string} language
 */
function useTokens(text, language) {
  const [found, setFound] = useState({ text, result: /** @type {HighlightResult | null} */ (null) });
  useEffect(() => {
    let isLeft = false;
    const done = (/** @type {HighlightResult} */ result) => !isLeft && setFound({ text, result });
    const now = highlighter.highlight({ code: text, language }, done);
    if (now) done(now);
    return () => {
      isLeft = true;
    };
  }, [text, language]);
  return found.text === text ? found.result : null;
}

/** @param {{ text: string, language: string }} props */
function WholeCode({ text, language }) {
  const tokens = useTokens(text, language)?.tokens ?? text.split("\n").map((content) => [{ content }]);
  return chunksOf(tokens).map((lines, at) => <Lines key={at} lines={lines} before={at * CHUNK} />);
}

/** @param {{ text: string, language: string, isWriting: boolean }} props */
export function ArtifactCode({ text, language, isWriting }) {
  return (
    <pre className="artifact-code" dir="ltr">
      <code>{isWriting || text.length > LONGEST ? <Plain text={text} /> : <WholeCode text={text} language={language} />}</code>
    </pre>
  );
}
