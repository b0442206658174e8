// A formula of an answer. It stands as the model wrote it until what draws it is here, while it makes no sense yet, and for good
// where it never does.
import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";

const AT_ONCE_MS = 12;

let drawing = null;
let fetching = null;
let begun = 0; // when the formulas of this task began to be drawn, or 0
const waiting = new Set();

/** Draws a formula at once, or a little later where there are so many that the page would stand still. */
function inTurn(draw) {
  if (!begun) {
    begun = performance.now();
    setTimeout(next);
  }
  if (performance.now() - begun < AT_ONCE_MS) draw();
  else waiting.add(draw);
}

function next() {
  begun = waiting.size ? performance.now() : 0;
  if (begun) setTimeout(next, AT_ONCE_MS);
  for (const draw of waiting) {
    if (performance.now() - begun >= AT_ONCE_MS) break;
    waiting.delete(draw);
    draw();
  }
}

function useDrawing() {
  const [known, setKnown] = useState(drawing);
  useEffect(() => {
    if (known) return;
    fetching ??= import("./katex.js");
    fetching.then((module) => {
      drawing = module;
      setKnown(module);
    });
  }, [known]);
  return known;
}

function FormulaInText({ source, tex, isDisplayed }) {
  const place = useRef(null);
  const known = useDrawing();
  useLayoutEffect(() => {
    const element = place.current;
    const write = (isBroken) => {
      element.textContent = source;
      element.classList.toggle("undrawn-formula", isBroken);
    };
    const draw = () => {
      try {
        known.draw(tex, element, isDisplayed);
        element.classList.remove("undrawn-formula");
      } catch {
        write(true);
      }
    };
    if (!element.firstChild || !known) write(false);
    if (known) inTurn(draw);
    return () => {
      waiting.delete(draw);
    };
  }, [known, source, tex, isDisplayed]);
  return <span ref={place} className="formula" dir="ltr" />;
}

export const Formula = memo(FormulaInText, (before, now) => before.source === now.source);
