// A file with conversations: chosen or dropped, looked at, imported. The file goes straight to the API and is kept nowhere.
import { useEffect, useId, useRef, useState } from "react";

const ASKING_MS = 300;
const NAMES = { rxchat: "rxchat", chatgpt: "ChatGPT", claude: "Claude" };

// fetch tells nothing of an upload's progress.
function send(path, file, { onShare, signal }) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onShare(event.loaded / event.total);
    request.onload = () => {
      const error = request.response?.error;
      if (request.status === 200) resolve({ told: request.response });
      else resolve({ fault: [error?.message, error?.hint].filter(Boolean).join(" ") || `rxchat answers ${request.status}.` });
    };
    request.onerror = () => resolve({ fault: "rxchat does not answer, or the file cannot be read. Try again." });
    request.onabort = () => resolve({ isCancelled: true });
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

const number = new Intl.NumberFormat();
const count = (amount, noun) => `${number.format(amount)} ${noun}${amount === 1 ? "" : "s"}`;
const day = (text) => new Date(text).toLocaleDateString(undefined, { dateStyle: "medium" });

function Counts({ report, isDone }) {
  const { conversations, messages, duplicates, failed, failures, left_out: leftOut } = report;
  const left = Object.entries(leftOut);
  return (
    <>
      <p>
        <strong>{count(conversations, "conversation")}</strong> with {count(messages, "message")} {isDone ? "added" : "to add"}
        {report.first_at && `, from ${day(report.first_at)} to ${day(report.last_at)}`}.
      </p>
      {duplicates > 0 && <p className="quiet">{count(duplicates, "conversation")} already here.</p>}
      {left.length > 0 && (
        <p className="quiet">Left out: {left.map(([what, amount]) => `${number.format(amount)} ${what}`).join(", ")}.</p>
      )}
      {failed > 0 && (
        <details>
          <summary>{count(failed, "conversation")} cannot be imported</summary>
          <ul className="import-failures">
            {failures.map(({ title, reason }, place) => (
              <li key={place}><span>{title || "Without a title"}</span> <span className="quiet">{reason}</span></li>
            ))}
            {failed > failures.length && <li className="quiet">and {number.format(failed - failures.length)} more</li>}
          </ul>
        </details>
      )}
    </>
  );
}

export function ImportPanel() {
  const id = useId();
  const input = useRef(null);
  const heading = useRef(null);
  const cancel = useRef(null);
  const [file, setFile] = useState(null);
  const [step, setStep] = useState("empty"); // empty, looking, seen, importing, done
  const [report, setReport] = useState(null);
  const [share, setShare] = useState(0);
  const [added, setAdded] = useState(0);
  const [fault, setFault] = useState("");
  const [isOver, setIsOver] = useState(false);
  const isBusy = step === "looking" || step === "importing";

  useEffect(() => () => cancel.current?.abort(), []);
  useEffect(() => {
    if (step === "seen" || step === "done") heading.current?.focus();
  }, [step]);
  useEffect(() => {
    if (!isBusy) return undefined;
    const asking = setInterval(async () => {
      const answer = await fetch("/api/import").catch(() => null);
      const told = answer?.ok ? await answer.json() : null;
      if (!told?.is_running || told.share === 0) return;
      setShare(0.5 + told.share / 2);
      setAdded(told.conversations);
    }, ASKING_MS);
    return () => clearInterval(asking);
  }, [isBusy]);

  const go = async (path, chosen, during, after, otherwise) => {
    cancel.current = new AbortController();
    setStep(during);
    setFault("");
    setShare(0);
    setAdded(0);
    const onShare = (sent) => setShare((known) => Math.max(known, sent / 2));
    const result = await send(path, chosen, { onShare, signal: cancel.current.signal });
    if (result.told) {
      setReport(result.told);
      setStep(after);
      return;
    }
    setFault(result.fault ?? (during === "importing" ? "Cancelled. What was added so far stays." : ""));
    setStep(otherwise);
  };
  const choose = (chosen) => {
    if (!chosen || isBusy) return;
    setFile(chosen);
    go("/api/import/preview", chosen, "looking", "seen", "empty");
  };
  const again = () => {
    setStep("empty");
    setReport(null);
    setFault("");
    requestAnimationFrame(() => input.current?.focus());
  };
  const drop = (event) => {
    event.preventDefault();
    setIsOver(false);
    choose(event.dataTransfer.files[0]);
  };

  return (
    <div className="import" aria-busy={isBusy}>
      {step === "empty" && (
        <label
          className="drop-zone"
          data-over={isOver || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setIsOver(true);
          }}
          onDragLeave={() => setIsOver(false)}
          onDrop={drop}
        >
          <span>Choose a file, or drop it here</span>
          <span className="quiet" id={`${id}-kinds`}>.json or .zip, up to 2 GiB</span>
          <input
            ref={input}
            type="file"
            accept=".json,.zip,application/json,application/zip"
            aria-label="File to import"
            aria-describedby={`${id}-kinds`}
            onChange={(event) => {
              choose(event.target.files[0]);
              event.target.value = "";
            }}
          />
        </label>
      )}
      {isBusy && (
        <>
          <label htmlFor={`${id}-share`}>{step === "looking" ? `Reading ${file.name}` : `Importing ${file.name}`}</label>
          <progress id={`${id}-share`} max="1" value={share} />
          <div className="import-actions">
            <button type="button" className="action" onClick={() => cancel.current.abort()}>Cancel</button>
            <span className="quiet">
              {step === "importing" ? `${count(added, "conversation")} added. Keep this page open.` : `${count(added, "conversation")} found`}
            </span>
          </div>
        </>
      )}
      {(step === "seen" || step === "done") && (
        <>
          <h3 ref={heading} tabIndex={-1}>
            {step === "done" ? "Imported" : "In this file"} <span className="tag">{report.sources.map((name) => NAMES[name]).join(", ")}</span>
          </h3>
          <Counts report={report} isDone={step === "done"} />
          <div className="import-actions">
            {step === "seen" && report.conversations > 0 && (
              <button
                type="button"
                className="action primary"
                onClick={() => go("/api/import", file, "importing", "done", "seen")}
              >
                Import {count(report.conversations, "conversation")}
              </button>
            )}
            {step === "done" && report.conversations > 0 && <a className="action" href="/">Open the chats</a>}
            <button type="button" className="action" onClick={again}>Choose another file</button>
          </div>
        </>
      )}
      <p role="status" className="word" data-bad={fault !== "" || undefined}>
        {fault || (step === "seen" && report.conversations === 0 ? "There is nothing new in this file." : "")}
      </p>
    </div>
  );
}
