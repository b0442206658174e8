// What can be set of a provider. A key goes straight to the API and is forgotten here: it is in no state of the page and on no
// websocket. What has changed comes back to every open tab by itself.
import { useId, useRef, useState } from "react";

async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body ? { "content-type": "application/json" } : {},
    body: body ? JSON.stringify(body) : undefined,
  }).catch(() => null);
  if (answer === null) return { fault: "rxchat does not answer. Try again when it does." };
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return { told };
  return { fault: [told.error?.message, told.error?.hint].filter(Boolean).join(" ") || `rxchat answers ${answer.status}.` };
}

const place = (key) => ({ stored: `Stored: ${key.hint || "a short key"}`, environment: `From the environment: ${key.hint || "a short key"}` });

export function ProviderControls({ name, label, takesKey, needsKey, keyHint, keySource, keyUrl, isEnabled, baseUrl, usualUrl }) {
  const key = useRef(null);
  const address = useRef(null);
  const id = useId();
  const [doing, setDoing] = useState("");
  const [word, setWord] = useState({ text: "", isBad: false });
  const path = `/api/providers/${encodeURIComponent(name)}`;

  const run = async (what, method, to, body, told) => {
    if (doing) return;
    setDoing(what);
    setWord({ text: "", isBad: false });
    const result = await call(method, path + to, body);
    setWord(result.fault ? { text: result.fault, isBad: true } : told(result.told));
    setDoing("");
  };
  const standing = (done) => (told) =>
    told.status === "error" || told.status === "not_configured"
      ? { text: `${done} ${told.message}`, isBad: true }
      : { text: done, isBad: false };
  const took = (told) => ({
    text: told.message + (told.latency_ms === null ? "" : ` ${told.latency_ms} ms.`),
    isBad: !told.ok,
  });

  const save = (event) => {
    event.preventDefault();
    const typed = key.current.value.trim();
    if (!typed) {
      setWord({ text: "There is no key. Paste it first.", isBad: true });
      key.current.focus();
      return;
    }
    key.current.value = "";
    run("Save", "POST", "/key", { api_key: typed }, standing("The key is saved."));
  };
  const test = () => {
    const typed = key.current?.value.trim() || null;
    run("Test", "POST", "/test", { api_key: typed }, took);
  };
  const remove = () => run("Remove", "DELETE", "/key", null, () => ({ text: "The key is removed.", isBad: false }));
  const lead = (event) => {
    event.preventDefault();
    run("Lead", "PATCH", "", { base_url: address.current.value.trim() || null }, standing("The address is saved."));
  };
  const turn = () => run("Turn", "PATCH", "", { is_enabled: !isEnabled }, () => ({ text: "", isBad: false }));

  return (
    <div className="controls" aria-busy={doing !== ""}>
      <button type="button" role="switch" className="switch" aria-checked={isEnabled} onClick={turn}>
        <span className="switch-track" aria-hidden="true" />
        Enabled
      </button>
      {takesKey && (
        <form className="key-form" onSubmit={save} autoComplete="off">
          <label htmlFor={`${id}-key`}>API key</label>
          <input
            ref={key}
            id={`${id}-key`}
            type="password"
            autoComplete="off"
            spellCheck={false}
            placeholder={place({ hint: keyHint })[keySource] ?? (needsKey ? "Paste the key" : "Not needed")}
          />
          <button type="submit" className="action">Save</button>
        </form>
      )}
      <div className="key-actions">
        <button type="button" className="action" onClick={test}>
          {doing === "Test" && <span className="spinner" aria-hidden="true" />}
          Test connection
        </button>
        {keySource === "stored" && (
          <button type="button" className="action" onClick={remove}>Remove key</button>
        )}
        {takesKey && keyUrl && (
          <a href={keyUrl} target="_blank" rel="noopener noreferrer" aria-label={`Get a key of ${label}`}>Get a key</a>
        )}
      </div>
      <p role="status" className="word" data-bad={word.isBad || undefined}>{doing === "Test" ? "Asking…" : word.text}</p>
      {takesKey && (
        <details>
          <summary>Advanced</summary>
          <form className="key-form" onSubmit={lead} autoComplete="off">
            <label htmlFor={`${id}-url`}>Base URL</label>
            <input ref={address} id={`${id}-url`} type="url" defaultValue={baseUrl} key={baseUrl} placeholder={usualUrl} spellCheck={false} />
            <button type="submit" className="action">Save address</button>
          </form>
          <p className="quiet">A stored key does not go along to another host: it has to be entered again there.</p>
        </details>
      )}
    </div>
  );
}
