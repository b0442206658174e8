// A formula of an answer. It stands as the model wrote it until what draws it is here, while it makes no sense yet, and for good
// where it never does.
import { memo, useEffect, useLayoutEffect, useRef, useState } from "react";

let drawing = null;
let fetching = null;

function useDrawing() {
  const [known, setKnown] = useState(drawing);
  useEffect(() => {
    if (known) return;
    fetching ??= import("./formulas.js");
    fetching.then((module) => setKnown((drawing = module)));
  }, [known]);
  return known;
}

export const Formula = memo(function Formula({ source, tex, isDisplayed }) {
  const place = useRef(null);
  const known = useDrawing();
  useLayoutEffect(() => {
    const element = place.current;
    try {
      if (known) known.draw(tex, element, isDisplayed);
      else element.textContent = source;
      element.classList.remove("undrawn-formula");
    } catch {
      element.textContent = source;
      element.classList.add("undrawn-formula");
    }
  }, [known, source, tex, isDisplayed]);
  return <span ref={place} className="formula" dir="ltr" />;
}, (before, now) => before.source === now.source);
