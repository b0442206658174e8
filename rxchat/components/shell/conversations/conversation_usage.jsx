// What a conversation took, as a line of its menu.
import { ChartColumn } from "lucide-react";
import { useEffect, useState } from "react";
import { call } from "../../lib/api.js";
import { usageWords } from "./usage_words.js";

/** @import { Answer } from "../../lib/types" */

/** @param {{ id: number }} props */
export function ConversationUsage({ id }) {
  const [words, setWords] = useState("Counting tokens…");
  useEffect(() => {
    const asking = new AbortController();
    const ask = async () => {
      /** @type {Answer<ApiBody<"ConversationUsageBody">>} */
      const { data } = await call(`/api/conversations/${id}/usage`, { signal: asking.signal });
      if (!asking.signal.aborted) setWords(data ? usageWords(data) : "Couldn't count the tokens");
    };
    ask();
    return () => asking.abort();
  }, [id]);
  return (
    <div className="menu-item menu-fact" role="menuitem" aria-disabled="true" tabIndex={-1}>
      <ChartColumn size={16} aria-hidden="true" />
      <span className="grow">{words}</span>
    </div>
  );
}
