// Which model a new chat begins with. The models come from the API when the page is opened; the choice is the page's own to keep.
import { useEffect, useId, useState } from "react";
import { call } from "../lib/api.js";

export function DefaultModel({ chosen, onChoose }) {
  const id = useId();
  const [groups, setGroups] = useState([]);
  const [fault, setFault] = useState("");

  useEffect(() => {
    let isHere = true;
    call("GET", "/api/models").then(({ told, fault }) => {
      if (!isHere) return;
      setFault(fault ?? "");
      const offered = (told?.models ?? []).filter((model) => model.lifecycle !== "retired" && (model.capabilities.chat || model.id === chosen));
      const labels = new Map((told?.providers ?? []).map((provider) => [provider.name, provider.is_custom ? `${provider.label} (custom)` : provider.label]));
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
      <label htmlFor={id}>Model of a new chat</label>
      <select className="field" id={id} value={chosen} onChange={(event) => onChoose(event.target.value)}>
        <option value="">The one chosen last</option>
        {chosen && !isOffered && <option value={chosen}>{groups.length ? `${chosen} (not offered now)` : chosen}</option>}
        {groups.map(([label, models]) => (
          <optgroup key={label} label={label}>
            {models.map((model) => (
              <option key={model.id} value={model.id}>{model.name}</option>
            ))}
          </optgroup>
        ))}
      </select>
      {fault && <p role="alert" className="word" data-bad>{fault}</p>}
    </div>
  );
}
