// Endpoint form: adds a custom provider. Its API key goes straight to the API and isn't kept here.
import { useEffect, useId, useState } from "react";
import { call } from "../lib/api.js";
import { useElement } from "../lib/element.js";
import { AuthorityField } from "./certificate_authority.jsx";
import { Connected } from "./connect_form.jsx";
import { connectedIn } from "./provider_search.js";

/** @import { Answer } from "../lib/types" */
/** @typedef {"label" | "url" | "key" | "model" | "authority"} FieldName */
/** @typedef {ApiBody<"ProviderBody">} Status */

/**
 * Adds the endpoint, then the model that was named. A fault of the second leaves the first: both are given then.
 * @param {Record<FieldName, string>} typed
 * @returns {Promise<{ data?: Status, fault?: string, code?: string }>}
 */
async function add({ label, url, key, model, authority }) {
  const body = { label, base_url: url, api_key: key || null, certificate_authority: authority || null };
  /** @type {Answer<Status>} */
  const added = await call("/api/providers", { method: "POST", body });
  if (!added.data || !model) return added;
  /** @type {Answer<Status>} */
  const named = await call(`/api/providers/${encodeURIComponent(added.data.name)}/models`, { method: "POST", body: { model } });
  return { data: named.data ?? added.data, fault: named.fault };
}

/** @param {{ label: string } & React.InputHTMLAttributes<HTMLInputElement>} properties */
function Field({ label, ...properties }) {
  const id = useId();
  return (
    <div className="connect-field">
      <label htmlFor={id}>{label}</label>
      <input className="field" id={id} autoComplete="off" spellCheck={false} {...properties} />
    </div>
  );
}

/** @param {{ onAdded: (name: string) => void, onDone: () => void }} properties */
export function EndpointForm({ onAdded, onDone }) {
  const form = /** @type {React.RefObject<HTMLFormElement & { elements: Record<FieldName, HTMLInputElement> }>} */ (useElement());
  const [isAdding, setAdding] = useState(false);
  const [fault, setFault] = useState("");
  const [authorityFault, setAuthorityFault] = useState("");
  const [added, setAdded] = useState(/** @type {Status | null} */ (null));
  useEffect(() => form.current.elements.label.focus(), []);

  const submitted = async (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    if (isAdding) return;
    const { label, url, key, model, authority } = form.current.elements;
    setAdding(true);
    setFault("");
    setAuthorityFault("");
    const { data, fault, code } = await add({
      label: label.value,
      url: url.value.trim(),
      key: key.value.trim(),
      model: model.value.trim(),
      authority: authority.value.trim(),
    });
    setAdding(false);
    if (code === "invalid_certificate") {
      setAuthorityFault(fault ?? "");
      /** @type {HTMLDetailsElement} */ (authority.closest("details")).open = true;
      authority.focus();
      return;
    }
    if (data) onAdded(data.name);
    setAdded(data ?? null);
    setFault(fault ?? (data && data.status !== "ok" ? data.message : ""));
  };

  if (added) {
    const standing = added.status === "ok" && !fault ? `${connectedIn(added)}.` : fault;
    return <Connected light={added.light} text={`${added.label} added. ${standing}`} onDone={onDone} />;
  }
  return (
    <form ref={form} className="connect-form" onSubmit={submitted} autoComplete="off" aria-busy={isAdding}>
      <Field label="Name" name="label" required maxLength={60} placeholder="My lab" />
      <Field label="Base URL" name="url" type="url" required placeholder="http://localhost:8080/v1" />
      <Field label="API key" name="key" type="password" placeholder="Optional" />
      <Field label="Model ID" name="model" maxLength={200} placeholder="Only if the server has no model list" />
      <details>
        <summary>Advanced</summary>
        <AuthorityField name="authority" said={{ text: authorityFault, isBad: authorityFault !== "" }} />
      </details>
      <p role="status" className="word" data-bad={fault ? "" : undefined}>
        {isAdding ? "Loading models…" : fault}
      </p>
      <button type="submit" className="action primary">
        {isAdding && <span className="spinner" aria-hidden="true" />}
        Add provider
      </button>
    </form>
  );
}
