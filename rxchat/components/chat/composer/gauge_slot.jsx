// The gauge's place at the composer. Its code is fetched once the page is there, and only in a chat that has messages.
import { useEffect, useState } from "react";
import { withCode } from "../../lib/fetched.js";

/** @import { ChosenModel } from "../types" */
/** @typedef {typeof import("./context_gauge.jsx").ContextGauge} Gauge */

const CALM_MS = 1000;

/**
 * @param {object} props
 * @param {string} props.conversation
 * @param {ChosenModel} props.model
 * @param {React.RefObject<HTMLTextAreaElement>} props.box
 * @param {boolean} props.isRunning
 * @param {string} props.shown changes with the messages
 */
export function GaugeSlot(props) {
  const [Gauge, setGauge] = useState(() => /** @type {Gauge | null} */ (null));
  const isSaved = props.conversation !== "0";
  useEffect(() => {
    if (!isSaved) return undefined;
    const fetchGauge = () =>
      withCode(
        () => import("./context_gauge.jsx"),
        ({ ContextGauge }) => setGauge(() => ContextGauge),
      );
    const timer = setTimeout(fetchGauge, CALM_MS);
    return () => clearTimeout(timer);
  }, [isSaved]);
  return isSaved && Gauge && <Gauge {...props} />;
}
