// Summary model: which model summarizes a chat that is compacted. The server keeps the choice, for all browsers.
import { useEffect, useId, useState } from "react";
import { call } from "../lib/api.js";

/** @import { Answer } from "../lib/types" */
/** @typedef {ApiBody<"SummaryPreferences">} Choice */

const PATH = "/api/preferences/summaries";
const CHOICES = /** @type {const} */ ([
  [false, "The chat's own model"],
  [true, "The cheapest model of the same provider"],
]);

/** The choice, `null` until it has arrived, and what went wrong. */
function useSummaryModel() {
  const [isCheapest, setIsCheapest] = useState(/** @type {boolean | null} */ (null));
  const [fault, setFault] = useState("");

  useEffect(() => {
    let isHere = true;
    /** @type {Promise<Answer<Choice>>} */
    const asking = call(PATH);
    asking.then(({ data, fault = "" }) => {
      if (!isHere) return;
      setIsCheapest(data ? data.is_cheapest : null);
      setFault(fault);
    });
    return () => {
      isHere = false;
    };
  }, []);

  /** @param {boolean} wanted */
  const choose = async (wanted) => {
    setIsCheapest(wanted);
    const { fault } = await call(PATH, { method: "PUT", body: { is_cheapest: wanted } });
    if (fault) setIsCheapest(!wanted);
    setFault(fault ? `Couldn't save. ${fault}` : "");
  };
  return { isCheapest, fault, choose };
}

export function SummaryModel() {
  const id = useId();
  const { isCheapest, fault, choose } = useSummaryModel();
  return (
    <fieldset className="preference" aria-describedby={`${id}-note`}>
      <legend>When a chat is compacted, summarize it with</legend>
      {CHOICES.map(([value, words]) => (
        <label key={words}>
          <input
            type="radio"
            name={id}
            checked={isCheapest === value}
            disabled={isCheapest === null}
            onChange={() => choose(value)}
          />
          {words}
        </label>
      ))}
      <p id={`${id}-note`} className="quiet">
        A cheaper model costs less, but may leave out more.
      </p>
      {fault && (
        <p role="alert" className="word" data-bad>
          {fault}
        </p>
      )}
    </fieldset>
  );
}
