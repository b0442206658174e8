// Endpoint form: adds a custom provider. Its API key goes straight to the API and isn't kept here.
import { useId, useState } from "react";
import { call } from "../lib/api.js";
import { useElement } from "../lib/element.js";

/** @import { Answer } from "../lib/types" */
/** @typedef {Answer<ApiBody<"ProviderBody">>} Added */

export function EndpointForm() {
  const form =
    /** @type {React.RefObject<HTMLFormElement & { elements: Record<"label" | "url" | "key" | "model", HTMLInputElement> }>} */ (
      useElement()
    );
  const id = useId();
  const [isAdding, setAdding] = useState(false);
  const [word, setWord] = useState({ text: "", isBad: false });

  const add = async (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    if (isAdding) return;
    const { label, url, key, model } = form.current.elements;
    setAdding(true);
    setWord({ text: "", isBad: false });
    const body = { label: label.value, base_url: url.value.trim(), api_key: key.value.trim() || null };
    /** @type {Added} */ const result = await call("/api/providers", { method: "POST", body });
    if (result.fault !== undefined) {
      setAdding(false);
      setWord({ text: result.fault, isBad: true });
      return;
    }
    const typed = model.value.trim();
    /** @type {Added} */ const named = typed
      ? await call(`/api/providers/${encodeURIComponent(result.data.name)}/models`, { method: "POST", body: { model: typed } })
      : result;
    setAdding(false);
    form.current.reset();
    if (named.fault !== undefined) {
      setWord({ text: named.fault, isBad: true });
      return;
    }
    const { label: name, message, light } = named.data;
    setWord({ text: `${name} added. ${light === "green" ? "" : message}`.trim(), isBad: light === "red" });
  };

  return (
    <form ref={form} className="endpoint-form" onSubmit={add} autoComplete="off" aria-busy={isAdding}>
      <label htmlFor={`${id}-label`}>Name</label>
      <input className="field" id={`${id}-label`} name="label" required maxLength={60} placeholder="My lab" />
      <label htmlFor={`${id}-url`}>Base URL</label>
      <input
        className="field"
        id={`${id}-url`}
        name="url"
        type="url"
        required
        placeholder="http://localhost:8080/v1"
        spellCheck={false}
      />
      <label htmlFor={`${id}-key`}>API key</label>
      <input
        className="field"
        id={`${id}-key`}
        name="key"
        type="password"
        autoComplete="off"
        placeholder="Optional"
        spellCheck={false}
      />
      <label htmlFor={`${id}-model`}>Model ID</label>
      <input
        className="field"
        id={`${id}-model`}
        name="model"
        maxLength={200}
        autoComplete="off"
        placeholder="Only if the server has no model list"
        spellCheck={false}
      />
      <button type="submit" className="action">
        {isAdding && <span className="spinner" aria-hidden="true" />}
        Add provider
      </button>
      <p role="status" className="word" data-bad={word.isBad || undefined}>
        {isAdding ? "Loading models…" : word.text}
      </p>
    </form>
  );
}
