// A fenced block of code that is too long to be read as Markdown: in a box as other code is, without colours.
import { CopyButton } from "../../lib/copy_button.jsx";
import { labelOf } from "./code_label.js";
import { CodeOpener } from "./code_opener.jsx";
import { fencedCode } from "./fenced_code.js";
import { Plain } from "./plain_text.jsx";

/**
 * What is not read as Markdown: code in its box, all else as it was written.
 * @param {{ text: string }} properties
 */
export function Unread({ text }) {
  const fenced = fencedCode(text);
  if (fenced === null)
    return (
      <div className="markdown-undrawn">
        <Plain text={text} />
      </div>
    );
  return (
    <div className="markdown-long-code" dir="ltr">
      <div className="markdown-long-code-head">
        <span>{labelOf(fenced.language)}</span>
        <CodeOpener language={fenced.language} code={fenced.code} isWhole />
        <CopyButton text={fenced.code} />
      </div>
      <pre>
        <code>
          <Plain text={fenced.code} />
        </code>
      </pre>
    </div>
  );
}
