// When something was, in words that stay true while the page is open.
import { useEffect, useState } from "react";

/** @type {[Intl.RelativeTimeFormatUnit, number][]} */
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];
const EVERY_MS = 30000;

/** @param {Date} at */
function words(at) {
  const seconds = (Date.now() - at.getTime()) / 1000;
  if (seconds < 60) return "just now";
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-Math.floor(seconds / size), unit);
}

/** @param {{ at: string }} props */
export function TimeAgo({ at }) {
  const [, setNow] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), EVERY_MS);
    return () => clearInterval(ticking);
  }, []);
  const moment = new Date(at);
  return (
    <time dateTime={at} title={moment.toLocaleString()}>
      {words(moment)}
    </time>
  );
}
