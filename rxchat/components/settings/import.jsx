// Files with conversations: chosen or dropped, looked at, imported, one after another. They go straight to the API and are kept nowhere.
import { useEffect, useId, useRef, useState } from "react";
import { ImportReport, count } from "./import_report.jsx";
import { joined } from "./import_reports.js";

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

export function ImportPanel() {
  const id = useId();
  const input = useRef(null);
  const heading = useRef(null);
  const cancel = useRef(null);
  const at = useRef({ place: 0, added: 0 }); // the file under way, and what was added from those before it
  const [files, setFiles] = useState([]);
  const [place, setPlace] = useState(0);
  const [step, setStep] = useState("empty"); // empty, looking, seen, importing, done
  const [report, setReport] = useState(null);
  const [unread, setUnread] = useState([]);
  const [share, setShare] = useState(0);
  const [added, setAdded] = useState(0);
  const [fault, setFault] = useState("");
  const [isOver, setIsOver] = useState(false);
  const isBusy = step === "looking" || step === "importing";
  const these = files.length > 1 ? "these files" : "this file";

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
      setShare((at.current.place + 0.5 + told.share / 2) / files.length);
      setAdded(at.current.added + told.conversations);
    }, ASKING_MS);
    return () => clearInterval(asking);
  }, [isBusy, files]);

  const sendAll = async (path, chosen) => {
    const read = [];
    const failed = [];
    at.current.added = 0;
    for (const [number, file] of chosen.entries()) {
      if (cancel.current.signal.aborted) return { isCancelled: true };
      at.current.place = number;
      setPlace(number);
      const onShare = (sent) => setShare((known) => Math.max(known, (number + sent / 2) / chosen.length));
      const result = await send(path, file, { onShare, signal: cancel.current.signal });
      if (result.isCancelled) return { isCancelled: true };
      if (result.told) {
        read.push([file, result.told]);
        at.current.added += result.told.conversations;
      } else failed.push([file.name, result.fault]);
    }
    return { read, failed };
  };
  const go = async (path, chosen, during, after, otherwise) => {
    cancel.current = new AbortController();
    setFiles(chosen);
    setStep(during);
    setFault("");
    setShare(0);
    setAdded(0);
    const { isCancelled, read, failed } = await sendAll(path, chosen);
    if (isCancelled) {
      setFault(during === "importing" ? "Cancelled. What was added so far stays." : "");
      setStep(otherwise);
    } else if (read.length === 0) {
      setFault(failed.map(([name, fault]) => (failed.length > 1 ? `${name}: ${fault}` : fault)).join(" "));
      setStep(otherwise);
    } else {
      setFiles(read.map(([file]) => file));
      setReport(joined(read.map(([, told]) => told)));
      setUnread((known) => (during === "looking" ? failed : [...known, ...failed]));
      setStep(after);
    }
  };
  const choose = (list) => {
    const chosen = [...list];
    if (chosen.length === 0 || isBusy) return;
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
    choose(event.dataTransfer.files);
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
          <span>Choose files or drop them here</span>
          <span className="quiet" id={`${id}-kinds`}>.json or .zip, up to 2 GiB</span>
          <input
            ref={input}
            type="file"
            multiple
            accept=".json,.zip,application/json,application/zip"
            aria-label="File to import"
            aria-describedby={`${id}-kinds`}
            onChange={(event) => {
              choose(event.target.files);
              event.target.value = "";
            }}
          />
        </label>
      )}
      {isBusy && (
        <>
          <label htmlFor={`${id}-share`}>
            {step === "looking" ? "Reading" : "Importing"} {files[place]?.name}
            {files.length > 1 && ` (${place + 1} of ${files.length})`}
          </label>
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
            {step === "done" ? "Imported" : `In ${these}`}{" "}
            <span className="tag">{report.sources.map((name) => NAMES[name]).join(", ")}</span>
          </h3>
          <ImportReport report={report} unread={unread} isDone={step === "done"} />
          <div className="import-actions">
            {step === "seen" && report.conversations > 0 && (
              <button
                type="button"
                className="action primary"
                onClick={() => go("/api/import", files, "importing", "done", "seen")}
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
        {fault || (step === "seen" && report.conversations === 0 ? `There is nothing new in ${these}.` : "")}
      </p>
    </div>
  );
}
