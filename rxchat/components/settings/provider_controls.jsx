// Provider controls: a row in the settings that opens to a provider's options. An API key goes straight to the API, never through
// the page's state or websocket. Changes reach every open tab by themselves.
import { Children, useEffect, useId, useRef, useState } from "react";
import { call } from "../lib/api.js";
import { SureButton } from "../lib/confirm_button.jsx";
import { useElement } from "../lib/element.js";
import { withCode } from "../lib/fetched.js";
import { CertificateAuthority } from "./certificate_authority.jsx";
import { nameIn } from "./provider_search.js";
import { TypedModels } from "./typed_models.jsx";

/** @import { Answer } from "../lib/types" */
/** @import { ProviderProps, Run, Word } from "./types" */
/** @typedef {ApiBody<"ProviderBody">} Status */
/** @typedef {typeof import("./local_models.jsx").LocalModels} Models */

const LOCAL = "local";

/** @type {Word} */
const NOTHING = { text: "", isBad: false, heard: "" };

/**
 * @param {string} hint
 * @returns {Record<string, string>}
 */
const keptKey = (hint) => ({
  stored: `Saved key ${hint || "(short)"}`,
  environment: `Key from the environment ${hint || "(short)"}`,
});

/**
 * `/settings#claude` opens Claude's row and leads to its key, or what else is to be set first.
 * @param {string} name
 * @param {React.RefObject<HTMLDetailsElement>} box
 * @param {() => void} open
 */
function useArrival(name, box, open) {
  const [arrivals, setArrivals] = useState(0);
  useEffect(() => {
    const arrive = () => {
      if (nameIn(location.hash) !== name) return;
      open();
      setArrivals((before) => before + 1);
    };
    arrive();
    addEventListener("hashchange", arrive);
    return () => removeEventListener("hashchange", arrive);
  }, [name]);
  useEffect(() => {
    if (arrivals === 0) return;
    box.current.closest(".provider-card")?.scrollIntoView({ block: "start" });
    /** @type {HTMLElement | null} */
    const first = box.current.querySelector("input") ?? box.current.querySelector("button, summary");
    first?.focus({ preventScroll: true });
  }, [arrivals]);
}

/**
 * One request at a time about a provider: which one is under way, and what came of the last.
 * @param {string} name
 */
function useRequests(name) {
  const [doing, setDoing] = useState("");
  const [word, setWord] = useState(NOTHING);
  const path = `/api/providers/${encodeURIComponent(name)}`;

  /** @type {Run} */
  const run = async ({ what, method, to = "", body, signal, said }) => {
    if (doing) return;
    setDoing(what);
    setWord(NOTHING);
    /** @type {Answer<Parameters<typeof said>[0]>} */
    const { data, fault } = await call(path + to, { method, body, signal });
    setWord({ ...NOTHING, ...(fault === undefined ? said(data) : { text: fault, isBad: true }) });
    setDoing("");
  };
  // Waits for nothing: the switch shows its new state before the answer is here, and may be pressed again at once.
  /** @param {boolean} isEnabled */
  const turn = async (isEnabled) => {
    const { fault } = await call(path, { method: "PATCH", body: { is_enabled: isEnabled } });
    if (fault) setWord({ ...NOTHING, text: fault, isBad: true });
    return !fault;
  };
  return { doing, word, setWord, run, turn };
}

/**
 * How it stands now is shown in the row, beside the light, and only said here.
 * @type {(text: string) => (status: Status) => Partial<Word>}
 */
const standing = (text) => (status) => ({
  text,
  heard: status.status === "error" || status.status === "not_configured" ? status.message : "",
});

/**
 * A field that is saved by itself. What another tab saves is shown here too, unless somebody types.
 * @param {{ label: string, value: string, button: string, onSave: (typed: string) => void }
 *   & Pick<React.ComponentProps<"input">, "type" | "min" | "max" | "step" | "placeholder">} props
 */
function SavedField({ label, value, button, onSave, ...field }) {
  const id = useId();
  const box = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  useEffect(() => {
    if (box.current !== document.activeElement) box.current.value = value;
  }, [value]);
  /** @param {React.FormEvent} event */
  const save = (event) => {
    event.preventDefault();
    onSave(box.current.value.trim());
  };
  return (
    <form className="key-form" onSubmit={save} autoComplete="off">
      <label htmlFor={id}>{label}</label>
      <input ref={box} className="field" id={id} defaultValue={value} spellCheck={false} {...field} />
      <button type="submit" className="action">
        {button}
      </button>
    </form>
  );
}

/**
 * @param {object} props
 * @param {React.RefObject<HTMLInputElement>} props.field
 * @param {string} props.placeholder
 * @param {(typed: string) => void} props.onSave
 * @param {() => void} props.onNothing
 */
function KeyForm({ field, placeholder, onSave, onNothing }) {
  const id = useId();
  /** @param {React.FormEvent} event */
  const save = (event) => {
    event.preventDefault();
    const typed = field.current.value.trim();
    if (!typed) {
      onNothing();
      field.current.focus();
      return;
    }
    field.current.value = "";
    onSave(typed);
  };
  return (
    <form className="key-form" onSubmit={save} autoComplete="off">
      <label htmlFor={`${id}-key`}>API key</label>
      <input
        ref={field}
        className="field"
        id={`${id}-key`}
        type="password"
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
      />
      <button type="submit" className="action primary">
        Save
      </button>
    </form>
  );
}

/** @param {{ field: React.RefObject<HTMLInputElement>, isTesting: boolean, run: Run }} props */
function TestButton({ field, isTesting, run }) {
  const button = /** @type {React.RefObject<HTMLButtonElement>} */ (useElement());
  const testing = useRef(/** @type {AbortController | null} */ (null));
  const test = () => {
    testing.current = new AbortController();
    const body = { api_key: field.current?.value.trim() || null };
    /** @param {ApiBody<"KeyTestBody">} result */
    const said = ({ ok, message, latency_ms: ms }) => ({ text: message + (ms === null ? "" : ` ${ms} ms.`), isBad: !ok });
    run({ what: "Test", method: "POST", to: "/test", body, signal: testing.current.signal, said });
  };
  const cancel = () => {
    button.current.focus();
    testing.current?.abort();
  };
  return (
    <>
      <button ref={button} type="button" className="action" onClick={test}>
        {isTesting && <span className="spinner" aria-hidden="true" />}
        Test connection
      </button>
      {isTesting && (
        <button type="button" className="action" onClick={cancel}>
          Cancel
        </button>
      )}
    </>
  );
}

/** @param {{ isEnabled: boolean, onTurn: () => void }} props */
function Switch({ isEnabled, onTurn }) {
  return (
    <button type="button" role="switch" className="switch" aria-label="Enabled" aria-checked={isEnabled} onClick={onTurn}>
      <span className="switch-track" aria-hidden="true" />
      {isEnabled ? "On" : "Off"}
    </button>
  );
}

/** @param {{ isTesting: boolean, word: Word }} props */
function Said({ isTesting, word }) {
  return (
    <p role="status" className="word" data-bad={word.isBad || undefined}>
      {isTesting ? "Testing…" : word.text}
      {word.heard && <span className="visually-hidden"> {word.heard}</span>}
    </p>
  );
}

/** @param {{ isOn: boolean, run: Run }} props */
function CacheHour({ isOn, run }) {
  const body = { cache_seconds: isOn ? null : 3600 };
  const said = standing(isOn ? "Prompts are kept for 5 minutes." : "Prompts are kept for an hour.");
  return (
    <label>
      <input type="checkbox" checked={isOn} onChange={() => run({ what: "Cache", method: "PATCH", body, said })} />
      Keep conversations in the provider’s cache for an hour instead of 5 minutes. Writing to it costs twice the input price
      instead of 1.25 times.
    </label>
  );
}

/**
 * What most people never set: where it is, models it does not list, how long to wait for it.
 * @param {{ provider: ProviderProps, first: React.ReactNode, run: Run, isListShort: boolean }} props
 */
function Advanced({ provider, first, run, isListShort }) {
  /** @param {string} typed */
  const wait = (typed) =>
    run({
      what: "Wait",
      method: "PATCH",
      body: { wait_seconds: typed === "" ? null : Number(typed) },
      said: standing("Wait saved."),
    });
  return (
    <details>
      <summary>Advanced</summary>
      {first}
      <p className="quiet">For your security, changing the host clears the saved key.</p>
      {!isListShort && !provider.lacksAddress && <TypedModels models={provider.typedModels} run={run} />}
      <SavedField
        label="Wait for the first word, in seconds"
        value={provider.waitSeconds}
        button="Save wait"
        type="number"
        min="10"
        max="3600"
        step="1"
        placeholder={provider.usualWait}
        onSave={wait}
      />
      {provider.cacheHour && <CacheHour isOn={provider.cacheHour === "on"} run={run} />}
      {provider.isOwn && <CertificateAuthority provider={provider.name} isSet={provider.hasCertificateAuthority} />}
    </details>
  );
}

/**
 * @param {object} props
 * @param {ProviderProps} props.provider
 * @param {Models | null} props.models
 * @param {string} props.doing
 * @param {Word} props.word
 * @param {(word: Word) => void} props.setWord
 * @param {Run} props.run
 */
function Body({ provider, models: Models, doing, word, setWord, run }) {
  const key = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const { label, takesKey, needsKey, lacksAddress, isOwn, keyHint, keySource, keyUrl, typedModels } = provider;
  const isListShort = provider.lacksList || typedModels.length > 0; // what is in use, or needed, is not hidden
  const remove = () => run({ what: "Remove", method: "DELETE", to: "/key", said: () => ({ text: "Key removed." }) });
  /** @param {string} typed */
  const save = (typed) =>
    run({ what: "Save", method: "POST", to: "/key", body: { api_key: typed }, said: standing("Key saved.") });
  /** @param {string} typed */
  const lead = (typed) =>
    run({ what: "Lead", method: "PATCH", body: { base_url: typed || null }, said: standing("Base URL saved.") });

  const address = (
    <SavedField
      label="Base URL"
      value={provider.baseUrl}
      button="Save URL"
      type="url"
      placeholder={provider.usualUrl}
      onSave={lead}
    />
  );
  const keyForm = (
    <KeyForm
      field={key}
      placeholder={keptKey(keyHint)[keySource] ?? (needsKey ? "Paste your API key" : "Optional")}
      onSave={save}
      onNothing={() => setWord({ ...NOTHING, text: "Paste an API key first.", isBad: true })}
    />
  );
  return (
    <>
      {takesKey && (lacksAddress ? address : keyForm)}
      <div className="key-actions">
        <TestButton field={key} isTesting={doing === "Test"} run={run} />
        {keySource === "stored" && <SureButton onSure={remove}>Remove key</SureButton>}
        {isOwn && <LeaveButton run={run} />}
        {takesKey && keyUrl && (
          <a href={keyUrl} target="_blank" rel="noopener noreferrer" aria-label={`Get a key from ${label} (opens in a new tab)`}>
            Get a key ↗
          </a>
        )}
      </div>
      <Said isTesting={doing === "Test"} word={word} />
      {Models && <Models />}
      {takesKey && isListShort && <TypedModels models={typedModels} run={run} />}
      {takesKey && <Advanced provider={provider} first={lacksAddress ? keyForm : address} run={run} isListShort={isListShort} />}
    </>
  );
}

/** @param {{ run: Run }} props */
function LeaveButton({ run }) {
  const leave = () => run({ what: "Leave", method: "DELETE", said: () => NOTHING });
  return <SureButton onSure={leave}>Remove provider</SureButton>;
}

/**
 * The first child is the row, the second what stands above the fields once it is open.
 * @param {ProviderProps & { children: React.ReactNode }} props
 */
export function ProviderControls({ children, ...provider }) {
  const { name, isBroken, isEnabled, isConfigured, light } = provider;
  const box = /** @type {React.RefObject<HTMLDetailsElement>} */ (useElement());
  const requests = useRequests(name);
  const [models, setModels] = useState(() => /** @type {Models | null} */ (null));
  const fetchModels = () =>
    withCode(
      () => import("./local_models.jsx"),
      ({ LocalModels }) => setModels(() => LocalModels),
    );
  const [row, facts] = Children.toArray(children);
  // What a closed row hides is made when it is opened: two thirds of the elements of a long list.
  const [hasOpened, setHasOpened] = useState(false);
  const open = () => {
    setHasOpened(true);
    box.current.open = true;
  };
  useArrival(name, box, open);
  useEffect(() => {
    if (light === "red") open(); // there it says what to do
  }, []);
  const turn = async () => {
    if (!(await requests.turn(!isEnabled))) open(); // there it says why
  };
  return (
    <>
      <details
        ref={box}
        className="provider"
        aria-busy={requests.doing !== ""}
        onToggle={name === LOCAL && !models ? fetchModels : undefined}
      >
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a summary is a button by itself */}
        <summary className="provider-row" onClick={() => setHasOpened(true)}>
          {row}
        </summary>
        {hasOpened && (
          <div className="provider-controls">
            {facts}
            {isBroken ? (
              <>
                <div className="key-actions">
                  <LeaveButton run={requests.run} />
                </div>
                <Said isTesting={false} word={requests.word} />
              </>
            ) : (
              <Body provider={provider} models={models} {...requests} />
            )}
          </div>
        )}
      </details>
      {!isBroken && isConfigured && <Switch isEnabled={isEnabled} onTurn={turn} />}
    </>
  );
}
