import { useRef } from "react";

/**
 * A ref to an element that is drawn whenever an effect or a handler of its component runs.
 * @template {Element} Kind
 * @returns {React.RefObject<Kind>}
 */
export const useElement = () => useRef(/** @type {Kind} */ (/** @type {unknown} */ (null)));
