// Preference: one group of choices. `preferences.js` applies it at the next load.
import { useState } from "react";

/** @param {string} name */
const place = (name) => `rxchat_${name}`;

/** @param {{ name: string, label: string, choices: [value: string, words: string][] }} props */
export function Preference({ name, label, choices }) {
  const [chosen, setChosen] = useState(() => window.rxchatStorage.local.getItem(place(name)) ?? choices[0][0]);
  /** @param {string} value */
  const choose = (value) => {
    window.rxchatStorage.local.setItem(place(name), value);
    document.documentElement.dataset[name] = value;
    setChosen(value);
  };
  return (
    <fieldset className="preference">
      <legend>{label}</legend>
      {choices.map(([value, words]) => (
        <label key={value}>
          <input type="radio" name={name} value={value} checked={chosen === value} onChange={() => choose(value)} />
          {words}
        </label>
      ))}
    </fieldset>
  );
}
