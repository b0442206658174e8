// The gauge's place at the composer. Its code is fetched once the page is there, in a new chat when something is typed.
import { useEffect, useState } from "react";
import { withCodeInBackground } from "../../lib/fetched.js";

/** @import { ChosenModel } from "../types" */
/** @typedef {typeof import("./context_gauge.jsx").ContextGauge} Gauge */

const CALM_MS = 1000;

/**
 * @param {object} props
 * @param {string} props.conversation
 * @param {ChosenModel} props.model
 * @param {React.RefObject<HTMLTextAreaElement>} props.box
 * @param {number} props.images
 * @param {boolean} props.isRunning
 * @param {string} props.shown changes with the messages
 * @param {boolean} props.isEmpty nothing is typed or attached
 */
export function GaugeSlot({ isEmpty, ...props }) {
  const [Gauge, setGauge] = useState(() => /** @type {Gauge | null} */ (null));
  const isWanted = props.conversation !== "0" || !isEmpty;
  useEffect(() => {
    if (!isWanted) return undefined;
    const fetchGauge = () =>
      withCodeInBackground(
        () => import("./context_gauge.jsx"),
        ({ ContextGauge }) => setGauge(() => ContextGauge),
      );
    const timer = setTimeout(fetchGauge, CALM_MS);
    return () => clearTimeout(timer);
  }, [isWanted]);
  return isWanted && Gauge && <Gauge {...props} />;
}
