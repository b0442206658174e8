// A formula of an answer. It stands as the model wrote it until what draws it is here, while it makes no sense yet, and for good
// where it never does.
import { memo, useEffect, useLayoutEffect, useState } from "react";
import { useElement } from "../../lib/element.js";

const AT_ONCE_MS = 12;
const MOST_UNSEEN = 200;

/** @typedef {typeof import("./katex.js")} Drawing */
/** @typedef {() => void} Draw draws one formula */

/** @type {Drawing | null} */
let drawing = null;
/** @type {Promise<Drawing> | null} */
let fetching = null;
let startedAt = 0; // when this task drew its first formula, or 0
let present = 0; // formulas on the page, drawn or not
/** @type {Set<Draw>} */
const waiting = new Set();
/** @type {Map<Element, Set<Draw>>} */
const far = new Map(); // what draws the formulas of a block that is out of sight, by that block

/** Whether the page would not stand still if another formula were drawn in this task. */
function hasTime() {
  if (!startedAt) {
    startedAt = performance.now();
    setTimeout(next);
  }
  return performance.now() - startedAt < AT_ONCE_MS;
}

function next() {
  startedAt = waiting.size ? performance.now() : 0;
  if (startedAt) setTimeout(next, AT_ONCE_MS);
  for (const draw of waiting) {
    if (performance.now() - startedAt >= AT_ONCE_MS) break;
    waiting.delete(draw);
    draw();
  }
}

/** @type {IntersectionObserverInit & { scrollMargin: string }} */
const HALF_A_SCREEN = { rootMargin: "50%", scrollMargin: "50%" };

// The browser paints all of a long answer again whenever a formula in it is drawn, and takes longer the more are drawn: past the
// first few hundred, only those near what is read are.
const nearby = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries)
    if (isIntersecting) {
      for (const draw of far.get(target) ?? [])
        if (hasTime()) draw();
        else waiting.add(draw);
      forget(target);
    }
}, HALF_A_SCREEN);

/**
 * Draws a formula when its block comes near: to look at thousands of formulas takes the browser as long as to draw some.
 * @param {Element} block
 * @param {Draw} draw
 */
function whenNear(block, draw) {
  const draws = far.get(block);
  if (draws) draws.add(draw);
  else {
    far.set(block, new Set([draw]));
    nearby.observe(block);
  }
}

/** @param {Element} block */
function forget(block) {
  nearby.unobserve(block);
  far.delete(block);
}

addEventListener("beforeprint", () => {
  for (const draws of [waiting, ...far.values()]) for (const draw of draws) draw();
  waiting.clear();
  for (const block of far.keys()) forget(block);
});

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

/** @param {{ source: string, tex: string, isDisplayed: boolean }} props */
function FormulaInText({ source, tex, isDisplayed }) {
  const place = /** @type {React.RefObject<HTMLElement>} */ (useElement());
  const known = useDrawing();
  useLayoutEffect(() => {
    const element = place.current;
    /** @param {boolean} isBroken */
    const write = (isBroken) => {
      element.textContent = source;
      element.classList.toggle("markdown-broken-formula", isBroken);
    };
    if (!element.firstChild || !known) write(false);
    if (!known) return undefined;
    const draw = () => {
      try {
        known.draw(tex, element, isDisplayed);
        element.classList.remove("markdown-broken-formula");
      } catch {
        write(true);
      }
    };
    const parent = /** @type {HTMLElement} */ (element.parentElement);
    const block = parent.matches(".markdown") ? element : parent; // a displayed formula is one itself
    present += 1;
    if (hasTime()) draw();
    else if (present <= MOST_UNSEEN) waiting.add(draw);
    else whenNear(block, draw);
    return () => {
      present -= 1;
      waiting.delete(draw);
      const draws = far.get(block);
      if (draws?.delete(draw) && draws.size === 0) forget(block);
    };
  }, [known, source, tex, isDisplayed]);
  return <span ref={place} className="formula" dir="ltr" />;
}

export const Formula = memo(FormulaInText, (before, now) => before.source === now.source);
