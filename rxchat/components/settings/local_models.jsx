// Local models: what runs on this computer, a few to download, and the downloads under way. Asked for once its row is opened.
import { useEffect, useId, useState } from "react";
import { call, request } from "../lib/api.js";
import { SureButton } from "../lib/confirm_button.jsx";
import { downloadWords, offerWords, sizeWords } from "./local_model_words.js";

/** @import { Answer } from "../lib/types" */
/** @typedef {ApiBody<"LocalModelList">} List */

const PATH = "/api/local-models";
const PAUSE_MS = 1000;

function useLocalModels() {
  const [list, setList] = useState(/** @type {List | null} */ (null));
  const [fault, setFault] = useState("");
  const ask = async () => {
    /** @type {Answer<List>} */
    const { data, fault } = await call(PATH);
    setFault(fault ?? "");
    if (data) setList(data);
  };
  useEffect(() => {
    ask();
  }, []);
  const isRunning = list?.downloads.some(({ error }) => !error) ?? false;
  useEffect(() => {
    if (!isRunning) return;
    const asking = setInterval(ask, PAUSE_MS);
    return () => clearInterval(asking);
  }, [isRunning]);
  /** @param {string} model */
  const start = async (model) => {
    /** @type {Answer<List>} */
    const { data, fault } = await call(PATH, { method: "POST", body: { model } });
    setFault(fault ?? "");
    if (data) setList(data);
    return !fault;
  };
  /** @param {string} path */
  const drop = async (path) => {
    const { fault } = await request(PATH + path, { method: "DELETE" });
    if (fault) setFault(fault);
    else await ask();
  };
  return { list, fault, start, drop };
}

/** @param {{ download: List["downloads"][number], onStop: () => void, onAgain: () => void }} props */
function Download({ download, onStop, onAgain }) {
  const { name, done, total, error } = download;
  return (
    <li>
      <span>
        <bdi>{name}</bdi> <span className="quiet">{downloadWords(download)}</span>
        {!error && <progress aria-label={`Download of ${name}`} value={done} max={total || 1} />}
      </span>
      {error && (
        <button type="button" className="action" onClick={onAgain}>
          Try again
        </button>
      )}
      <button type="button" className="action" aria-label={`${error ? "Dismiss" : "Stop"} ${name}`} onClick={onStop}>
        {error ? "Dismiss" : "Stop"}
      </button>
    </li>
  );
}

/** @param {{ onStart: (model: string) => Promise<boolean> }} props */
function OtherModel({ onStart }) {
  const id = useId();
  /** @param {React.FormEvent<HTMLFormElement>} event */
  const submit = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const model = String(new FormData(form).get("model")).trim();
    if (model && (await onStart(model))) form.reset();
  };
  return (
    <form className="key-form" onSubmit={submit} autoComplete="off">
      <label htmlFor={id}>Another model from Hugging Face</label>
      <input
        className="field"
        id={id}
        name="model"
        maxLength={400}
        spellCheck={false}
        autoCapitalize="off"
        placeholder="org/repo:file.gguf"
      />
      <button type="submit" className="action">
        Download
      </button>
    </form>
  );
}

export function LocalModels() {
  const { list, fault, start, drop } = useLocalModels();
  if (!list) return <p role="alert">{fault}</p>;
  const wanted = new Set(list.downloads.map(({ source }) => source));
  return (
    <div className="typed-models">
      <ul>
        {list.models.map(({ name, size }) => (
          <li key={name}>
            <span>
              <bdi>{name}</bdi> <span className="quiet">{sizeWords(size)}</span>
            </span>
            <SureButton asks={`Delete ${name}? Click again`} onSure={() => drop(`?name=${encodeURIComponent(name)}`)}>
              Delete
            </SureButton>
          </li>
        ))}
        {list.downloads.map((download) => (
          <Download
            key={download.source}
            download={download}
            onStop={() => drop(`/downloads?model=${encodeURIComponent(download.source)}`)}
            onAgain={() => start(download.source)}
          />
        ))}
      </ul>
      <p role="alert" className="word" data-bad="">
        {fault}
      </p>
      {list.is_offline ? (
        <p className="quiet">Downloads are turned off on this server.</p>
      ) : (
        <details>
          <summary>Download a model</summary>
          <ul>
            {list.offered
              .filter(({ is_downloaded: isHere, source }) => !isHere && !wanted.has(source))
              .map((model) => (
                <li key={model.name}>
                  <span>
                    {model.label} <span className="quiet">{offerWords(model)}</span>
                  </span>
                  <button
                    type="button"
                    className="action"
                    aria-label={`Download ${model.label}`}
                    onClick={() => start(model.name)}
                  >
                    Download
                  </button>
                </li>
              ))}
          </ul>
          <OtherModel onStart={start} />
        </details>
      )}
    </div>
  );
}
