// Typed models: the models of a provider that the user added by ID, for a server whose list lacks them.
import { useId } from "react";
import { useElement } from "../lib/element.js";

/** @import { Run } from "./types" */

/** @param {{ models: string[], run: Run }} props */
export function TypedModels({ models, run }) {
  const field = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const id = useId();

  /** @param {React.FormEvent} event */
  const add = (event) => {
    event.preventDefault();
    const model = field.current.value.trim();
    if (!model) return;
    const said = () => {
      field.current.value = "";
      return { text: `${model} added.` };
    };
    run({ what: "Model", method: "POST", to: "/models", body: { model }, said });
  };
  /** @param {string} model */
  const remove = (model) =>
    run({
      what: "Model",
      method: "DELETE",
      to: `/models?model=${encodeURIComponent(model)}`,
      said: () => ({ text: `${model} removed.` }),
    });

  return (
    <div className="typed-models">
      {models.length > 0 && (
        <ul>
          {models.map((model) => (
            <li key={model}>
              <bdi>{model}</bdi>
              <button type="button" className="action" aria-label={`Remove ${model}`} onClick={() => remove(model)}>
                Remove
              </button>
            </li>
          ))}
        </ul>
      )}
      <form className="key-form" onSubmit={add} autoComplete="off">
        <label htmlFor={id}>Model ID</label>
        <input
          ref={field}
          className="field"
          id={id}
          maxLength={200}
          spellCheck={false}
          autoCapitalize="off"
          placeholder="e.g. llama-3.3-70b"
        />
        <button type="submit" className="action">
          Add model
        </button>
      </form>
    </div>
  );
}
