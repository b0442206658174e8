// Default model: the model a new chat starts with. The models come from the API when the page opens; the browser keeps the choice.
import { useEffect, useId, useState } from "react";
import { call } from "../lib/api.js";

/**
 * `otherwise` is what the choice of none says.
 * @param {{ chosen: string, label?: string, otherwise?: string, onChoose: (ref: string) => void }} props
 */
export function DefaultModel({ chosen, label = "Default model for new chats", otherwise = "Last used", onChoose }) {
  const id = useId();
  const [groups, setGroups] = useState(/** @type {[string, ApiBody<"ModelList">["models"]][]} */ ([]));
  const [fault, setFault] = useState("");

  useEffect(() => {
    let isHere = true;
    /** @type {ReturnType<typeof call<ApiBody<"ModelList">>>} */
    const asking = call("/api/models");
    asking.then(({ data, fault }) => {
      if (!isHere) return;
      setFault(fault ?? "");
      const offered = (data?.models ?? []).filter(
        (model) => model.lifecycle !== "retired" && (model.capabilities.chat || model.id === chosen),
      );
      const labels = new Map(
        (data?.providers ?? []).map((provider) => [
          provider.name,
          provider.is_custom ? `${provider.label} (custom)` : provider.label,
        ]),
      );
      const names = [...new Set(offered.map((model) => model.provider))];
      setGroups(names.map((name) => [labels.get(name) ?? name, offered.filter((model) => model.provider === name)]));
    });
    return () => {
      isHere = false;
    };
  }, []);

  const isOffered = groups.some(([, models]) => models.some((model) => model.id === chosen));
  return (
    <div className="preference">
      <label htmlFor={id}>{label}</label>
      <select className="field" id={id} value={chosen} onChange={(event) => onChoose(event.target.value)}>
        <option value="">{otherwise}</option>
        {chosen && !isOffered && <option value={chosen}>{groups.length ? `${chosen} (unavailable)` : chosen}</option>}
        {groups.map(([provider, models]) => (
          <optgroup key={provider} label={provider}>
            {models.map((model) => (
              <option key={model.id} value={model.id}>
                {model.name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {fault && (
        <p role="alert" className="word" data-bad>
          {fault}
        </p>
      )}
    </div>
  );
}
