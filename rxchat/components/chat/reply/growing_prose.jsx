// A paragraph without Markdown, which grows at its end.
import { useLayoutEffect, useRef, useState } from "react";

/**
 * What is new is appended to the text that is there. React would set all of it again, and the browser then shape and measure each
 * word of the paragraph for each frame. So React is given the first text, and leaves what follows alone.
 * @param {{ text: string, dir?: string }} props
 */
export function GrowingProse({ text, dir }) {
  const paragraph = useRef(/** @type {HTMLParagraphElement | null} */ (null));
  const [first] = useState(text);
  useLayoutEffect(() => {
    const there = paragraph.current?.firstChild;
    if (!(there instanceof Text)) return;
    if (text.startsWith(there.data)) there.appendData(text.slice(there.data.length));
    else there.data = text;
  }, [text]);
  return (
    <p ref={paragraph} dir={dir}>
      {first}
    </p>
  );
}
