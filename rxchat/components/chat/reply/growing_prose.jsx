// A paragraph without Markdown, which grows at its end.
import { createContext, useContext, useLayoutEffect, useRef, useState } from "react";
import { forget, show } from "./growing_end.js";

/** Whether what is drawn is the text of an answer that is being written. */
export const IsWriting = createContext(false);

/**
 * What is new is appended to the text that is there. React would set all of it again, and the browser then shape and measure each
 * word of the paragraph for each frame. So React is given the first text, and leaves what follows alone.
 * @param {{ source: string, dir?: string }} props `source` may end in white space
 */
export function GrowingProse({ source, dir }) {
  const paragraph = useRef(/** @type {HTMLParagraphElement | null} */ (null));
  const [first] = useState(() => source.trimEnd());
  const isWriting = useContext(IsWriting);
  useLayoutEffect(() => {
    const there = paragraph.current?.firstChild;
    if (there instanceof Text) show(there, source, isWriting && !dir);
  }, [source, dir, isWriting]);
  useLayoutEffect(() => {
    const there = paragraph.current?.firstChild;
    return () => {
      if (there instanceof Text) forget(there);
    };
  }, []);
  return (
    <p ref={paragraph} dir={dir}>
      {first}
    </p>
  );
}
