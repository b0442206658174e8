// What the server finds for the palette's words: asked for once a person pauses, and only the last answer counts.
import { useEffect, useState } from "react";
import { call } from "../../lib/api.js";

/** @import { Answer } from "./types" */

const PAUSE_MS = 120; // between the last key and the question
/** @type {Answer} */
const NOTHING = { words: "", titles: [], artifacts: [], messages: [], names: [] };

/**
 * The last answer, which is one to earlier words while `isBusy`, and what went wrong.
 * @param {string} words
 */
export function usePaletteSearch(words) {
  const [found, setFound] = useState({ answer: NOTHING, fault: "" });
  useEffect(() => {
    if (!words) {
      setFound({ answer: NOTHING, fault: "" });
      return undefined;
    }
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      /** @type {import("../../lib/types").Answer<ApiBody<"QuickHitsBody">>} */
      const { data, fault } = await call(`/api/search?${new URLSearchParams({ q: words })}`, { signal: asking.signal });
      if (!asking.signal.aborted) setFound({ answer: { ...(data ?? NOTHING), words }, fault: fault ?? "" });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [words]);
  return { ...found, isBusy: found.answer.words !== words };
}
