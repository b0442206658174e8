// What can be set of a provider. A key goes straight to the API and is forgotten here: it is in no state of the page and on no
// websocket. What has changed comes back to every open tab by itself.
import { useEffect, useId, useRef, useState } from "react";
import { call } from "../lib/api.js";
import { SureButton } from "../lib/confirm_button.jsx";
import { TypedModels } from "./typed_models.jsx";

const place = (key) => ({ stored: `Stored: ${key.hint || "a short key"}`, environment: `From the environment: ${key.hint || "a short key"}` });

// `/settings#claude` leads to Claude's card: to its key, or what else is to be set first.
function useArrival(name, controls) {
  useEffect(() => {
    const arrive = () => {
      if (decodeURIComponent(location.hash.slice(1)) !== name) return;
      controls.current.closest(".card").scrollIntoView({ block: "start" });
      (controls.current.querySelector("input") ?? controls.current.querySelector("button")).focus({ preventScroll: true });
    };
    arrive();
    addEventListener("hashchange", arrive);
    return () => removeEventListener("hashchange", arrive);
  }, [name]);
}

export function ProviderControls({
  name,
  label,
  takesKey,
  needsKey,
  lacksAddress,
  isOwn,
  isBroken,
  keyHint,
  keySource,
  keyUrl,
  isEnabled,
  baseUrl,
  usualUrl,
  waitSeconds,
  usualWait,
  lacksList,
  typedModels,
}) {
  const controls = useRef(null);
  const key = useRef(null);
  const address = useRef(null);
  const wait = useRef(null);
  const testButton = useRef(null);
  const testing = useRef(null);
  const id = useId();
  const [doing, setDoing] = useState("");
  const [word, setWord] = useState({ text: "", isBad: false });
  const isListShort = lacksList || typedModels.length > 0; // what is in use, or needed, is not hidden
  const path = `/api/providers/${encodeURIComponent(name)}`;
  useArrival(name, controls);
  useEffect(() => {
    if (address.current && address.current !== document.activeElement) address.current.value = baseUrl;
  }, [baseUrl, lacksAddress]);
  useEffect(() => {
    if (wait.current && wait.current !== document.activeElement) wait.current.value = waitSeconds;
  }, [waitSeconds]);

  const run = async (what, method, to, body, told, signal) => {
    if (doing) return;
    setDoing(what);
    setWord({ text: "", isBad: false });
    const result = await call(method, path + to, body, signal);
    setWord(result.fault ? { text: result.fault, isBad: true } : told(result.told));
    setDoing("");
  };
  // How it stands now is shown above, beside the light, and only said here.
  const standing = (done) => (told) => ({
    text: done,
    isBad: false,
    heard: told.status === "error" || told.status === "not_configured" ? told.message : "",
  });
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
    testing.current = new AbortController();
    run("Test", "POST", "/test", { api_key: typed }, took, testing.current.signal);
  };
  const cancel = () => {
    testButton.current.focus();
    testing.current.abort();
  };
  const remove = () => run("Remove", "DELETE", "/key", null, () => ({ text: "The key is removed.", isBad: false }));
  const lead = (event) => {
    event.preventDefault();
    run("Lead", "PATCH", "", { base_url: address.current.value.trim() || null }, standing("The address is saved."));
  };
  const give = (event) => {
    event.preventDefault();
    const typed = wait.current.value.trim();
    run("Give", "PATCH", "", { wait_seconds: typed === "" ? null : Number(typed) }, standing("The wait is saved."));
  };
  // Waits for nothing: the switch shows its new state before the answer is here, and may be pressed again at once.
  const turn = async () => {
    const result = await call("PATCH", path, { is_enabled: !isEnabled });
    if (result.fault) setWord({ text: result.fault, isBad: true });
  };

  const leave = () => run("Leave", "DELETE", "", null, () => ({ text: "", isBad: false }));

  const addressForm = (
    <form className="key-form" onSubmit={lead} autoComplete="off">
      <label htmlFor={`${id}-url`}>Base URL</label>
      <input ref={address} className="field" id={`${id}-url`} type="url" defaultValue={baseUrl} placeholder={usualUrl} spellCheck={false} />
      <button type="submit" className="action">Save address</button>
    </form>
  );
  const waitForm = (
    <form className="key-form" onSubmit={give} autoComplete="off">
      <label htmlFor={`${id}-wait`}>Wait for the first word, in seconds</label>
      <input ref={wait} className="field" id={`${id}-wait`} type="number" min="10" max="3600" step="1" defaultValue={waitSeconds} placeholder={usualWait} />
      <button type="submit" className="action">Save wait</button>
    </form>
  );
  const keyForm = (
    <form className="key-form" onSubmit={save} autoComplete="off">
      <label htmlFor={`${id}-key`}>API key</label>
      <input
        ref={key}
        className="field"
        id={`${id}-key`}
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder={place({ hint: keyHint })[keySource] ?? (needsKey ? "Paste the key" : "Not needed")}
      />
      <button type="submit" className="action">Save</button>
    </form>
  );

  const leaveButton = <SureButton onSure={leave}>Remove endpoint</SureButton>;
  const said = (
    <p role="status" className="word" data-bad={word.isBad || undefined}>
      {doing === "Test" ? "Asking…" : word.text}
      {word.heard && <span className="visually-hidden"> {word.heard}</span>}
    </p>
  );

  if (isBroken) {
    return (
      <div ref={controls} className="provider-controls">
        <div className="key-actions">{leaveButton}</div>
        {said}
      </div>
    );
  }
  return (
    <div ref={controls} className="provider-controls" aria-busy={doing !== ""}>
      <button type="button" role="switch" className="switch" aria-checked={isEnabled} onClick={turn}>
        <span className="switch-track" aria-hidden="true" />
        Enabled
      </button>
      {takesKey && (lacksAddress ? addressForm : keyForm)}
      <div className="key-actions">
        <button ref={testButton} type="button" className="action" onClick={test}>
          {doing === "Test" && <span className="spinner" aria-hidden="true" />}
          Test connection
        </button>
        {doing === "Test" && (
          <button type="button" className="action" onClick={cancel}>Cancel</button>
        )}
        {keySource === "stored" && <SureButton onSure={remove}>Remove key</SureButton>}
        {isOwn && leaveButton}
        {takesKey && keyUrl && (
          <a href={keyUrl} target="_blank" rel="noopener noreferrer" aria-label={`Get a key of ${label}`}>Get a key</a>
        )}
      </div>
      {said}
      {takesKey && isListShort && <TypedModels models={typedModels} run={run} />}
      {takesKey && (
        <details>
          <summary>Advanced</summary>
          {lacksAddress ? keyForm : addressForm}
          <p className="quiet">A stored key does not go along to another host: it has to be entered again there.</p>
          {!isListShort && !lacksAddress && <TypedModels models={typedModels} run={run} />}
          {waitForm}
        </details>
      )}
    </div>
  );
}
