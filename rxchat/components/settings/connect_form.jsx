// The fields that connect a provider. An API key goes straight to the API and isn't kept here; it stays in its field until it works.
import { useEffect, useId, useState } from "react";
import { call } from "../lib/api.js";
import { useElement } from "../lib/element.js";
import { connectedIn, whyNot } from "./provider_search.js";

/** @typedef {import("./add_provider.jsx").Provider} Provider */
/** @typedef {ApiBody<"ProviderBody">} Status */

/**
 * Saves what was entered, and turns the provider on. Resolves to how it stands then: the models were asked for with it.
 * @param {Provider} provider
 * @param {string} key
 * @param {string} url
 * @returns {Promise<{ data?: Status, fault?: string }>}
 */
async function connect(provider, key, url) {
  const path = `/api/providers/${encodeURIComponent(provider.name)}`;
  const address = url || (provider.needs_key ? null : provider.usual_url);
  const wanted = {
    ...(key || address === null ? {} : { base_url: address }),
    ...(provider.is_enabled ? {} : { is_enabled: true }),
  };
  /** @type {{ data?: Status, fault?: string }} */
  const saved = key ? await call(`${path}/key`, { method: "POST", body: { api_key: key, base_url: address } }) : {};
  if (saved.fault || Object.keys(wanted).length === 0) return saved;
  return call(path, { method: "PATCH", body: wanted });
}

/** @param {{ id: string, label: string, field: React.RefObject<HTMLInputElement>, children?: React.ReactNode }
 *    & React.InputHTMLAttributes<HTMLInputElement>} properties */
function Field({ id, label, field, children, ...properties }) {
  return (
    <div className="connect-field">
      <label htmlFor={id}>{label}</label>
      {children}
      <input ref={field} className="field" id={id} autoComplete="off" spellCheck={false} {...properties} />
    </div>
  );
}

/** What came of it. @param {{ light: Status["light"], text: string, onDone: () => void }} properties */
export function Connected({ light, text, onDone }) {
  const button = /** @type {React.RefObject<HTMLButtonElement>} */ (useElement());
  const id = useId();
  useEffect(() => button.current.focus(), []);
  return (
    <div className="connected">
      <p role="status" id={id} className="word">
        <span className="status-light" data-light={light} aria-hidden="true" />
        {text}
      </p>
      <button ref={button} type="button" className="action primary" aria-describedby={id} onClick={onDone}>
        Done
      </button>
    </div>
  );
}

/** @param {{ provider: Provider, keyField: React.RefObject<HTMLInputElement>, urlField: React.RefObject<HTMLInputElement> }} properties */
function Fields({ provider, keyField, urlField }) {
  const id = useId();
  const { needs_key: needsKey, key_url: keyUrl, base_url: baseUrl, usual_url: usualUrl, environment_hint: hint } = provider;
  const url = (
    <Field id={`${id}-url`} label="Base URL" field={urlField} type="url" placeholder={usualUrl} defaultValue={baseUrl} />
  );
  const key = (
    <Field
      id={`${id}-key`}
      label="API key"
      field={keyField}
      type="password"
      placeholder={needsKey ? "Paste your API key" : "Optional"}
    >
      {keyUrl && (
        <a href={keyUrl} target="_blank" rel="noopener noreferrer">
          Get an API key ↗<span className="visually-hidden"> (opens in a new tab)</span>
        </a>
      )}
    </Field>
  );
  return (
    <>
      {needsKey ? key : url}
      <details>
        <summary>Advanced</summary>
        {needsKey ? url : key}
        {hint && <p className="quiet">{hint}</p>}
      </details>
    </>
  );
}

/** @param {{ provider: Provider, onConnected: (name: string) => void, onDone: () => void }} properties */
export function ConnectForm({ provider, onConnected, onDone }) {
  const { name, label, needs_key: needsKey } = provider;
  const keyField = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const urlField = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const [isConnecting, setConnecting] = useState(false);
  const [fault, setFault] = useState("");
  const [status, setStatus] = useState(/** @type {Status | null} */ (null));
  useEffect(() => (needsKey ? keyField : urlField).current.focus(), []);

  const submitted = async (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    const key = keyField.current.value.trim();
    if (isConnecting) return;
    if (needsKey && !key) {
      setFault("Paste an API key first.");
      keyField.current.focus();
      return;
    }
    setConnecting(true);
    setFault("");
    const { data, fault } = await connect(provider, key, urlField.current?.value.trim() ?? "");
    setConnecting(false);
    if (data) onConnected(name);
    if (data?.status === "ok") setStatus(data);
    else setFault(data ? whyNot(data) : (fault ?? ""));
  };

  return (
    <section className="connect" data-provider={name} aria-label={label}>
      {status ? (
        <Connected light={status.light} text={connectedIn(status)} onDone={onDone} />
      ) : (
        <form className="connect-form" onSubmit={submitted} autoComplete="off" aria-busy={isConnecting}>
          <Fields provider={provider} keyField={keyField} urlField={urlField} />
          <p role="status" className="word" data-bad={fault ? "" : undefined}>
            {isConnecting ? "Connecting…" : fault}
          </p>
          <button type="submit" className="action primary">
            {isConnecting && <span className="spinner" aria-hidden="true" />}
            Connect
          </button>
        </form>
      )}
    </section>
  );
}
