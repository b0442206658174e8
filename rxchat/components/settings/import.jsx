// Import: files are chosen or dropped, previewed and imported in turn. They go straight to the API and are kept nowhere.
import { useEffect, useId, useRef, useState } from "react";
import { Link } from "react-router";
import { call, OFFLINE, upload } from "../lib/api.js";
import { useElement } from "../lib/element.js";
import { ImportReport } from "./import_report.jsx";
import { count, isNew, joined, others } from "./import_reports.js";

/** @import { ImportState, ImportStep, ReadFile, Unread } from "./types" */

const ASKING_MS = 300;
/** @type {ImportState} */
const NOTHING = { step: "empty", files: [], place: 0, share: 0, added: 0, report: null, unread: [], fault: "" };
const UNSENT = "Upload failed. Check that rxchat is running and try again.";

/** @param {{ input: React.RefObject<HTMLInputElement>, onChoose: (files: FileList) => void }} props */
function DropZone({ input, onChoose }) {
  const id = useId();
  const [isOver, setIsOver] = useState(false);
  /** @param {React.DragEvent} event */
  const over = (event) => {
    event.preventDefault();
    setIsOver(true);
  };
  /** @param {React.DragEvent} event */
  const drop = (event) => {
    event.preventDefault();
    setIsOver(false);
    onChoose(event.dataTransfer.files);
  };
  /** @param {React.ChangeEvent<HTMLInputElement>} event */
  const picked = (event) => {
    if (event.target.files) onChoose(event.target.files);
    event.target.value = "";
  };
  return (
    <label
      className="drop-zone"
      data-over={isOver || undefined}
      onDragOver={over}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <span>Choose files or drop them here</span>
      <span className="quiet" id={`${id}-kinds`}>
        .json or .zip, up to 2 GB
      </span>
      <input
        ref={input}
        type="file"
        multiple
        accept=".json,.zip,application/json,application/zip"
        aria-label="File to import"
        aria-describedby={`${id}-kinds`}
        onChange={picked}
      />
    </label>
  );
}

/** @param {Pick<ImportState, "step" | "files" | "place" | "share" | "added"> & { onCancel: () => void }} props */
function Progress({ step, files, place, share, added, onCancel }) {
  const id = useId();
  const many = files.length > 1 ? ` (${place + 1} of ${files.length})` : "";
  const chats = count(added, "chat");
  return (
    <>
      <label htmlFor={id}>{`${step === "looking" ? "Reading" : "Importing"} ${files[place]?.name ?? ""}${many}`}</label>
      <progress id={id} max="1" value={share} />
      <div className="import-actions">
        <button type="button" className="action" onClick={onCancel}>
          Cancel
        </button>
        <span className="quiet">{step === "importing" ? `${chats} imported. Keep this page open.` : `${chats} found`}</span>
      </div>
    </>
  );
}

/**
 * @param {object} props
 * @param {Record<string, string>} props.names
 * @param {React.RefObject<HTMLHeadingElement>} props.heading
 * @param {ApiBody<"ImportBody">} props.report
 * @param {Unread[]} props.unread
 * @param {boolean} props.isDone
 * @param {() => void} props.onImport
 * @param {() => void} props.onAgain
 */
function Outcome({ names, heading, report, unread, isDone, onImport, onAgain }) {
  const hasNew = isNew(report);
  const ready = hasNew ? "Ready to import" : "Nothing new to import";
  return (
    <>
      <h3 ref={heading} tabIndex={-1}>
        {isDone ? "Imported" : ready} <span className="tag">{report.sources.map((name) => names[name]).join(", ")}</span>
      </h3>
      <ImportReport report={report} unread={unread} isDone={isDone} />
      <div className="import-actions">
        {!isDone && hasNew && (
          <button type="button" className="action primary" onClick={onImport}>
            Import {report.conversations > 0 ? count(report.conversations, "chat") : others(report)}
          </button>
        )}
        {isDone && hasNew && (
          <Link className="action" to="/" reloadDocument>
            Go to chats
          </Link>
        )}
        <button type="button" className="action" onClick={onAgain}>
          Choose another file
        </button>
      </div>
    </>
  );
}

/**
 * Sends files one after another. `onPlace` names the one under way, `onShare` how much of all is done.
 * @param {string} path
 * @param {File[]} chosen
 * @param {{ signal: AbortSignal, onPlace: (number: number, read: ReadFile[]) => void, onShare: (share: number) => void }} options
 * @returns {Promise<{ read: ReadFile[], failed: Unread[] } | null>} null where the person has canceled it
 */
async function sendAll(path, chosen, { signal, onPlace, onShare }) {
  /** @type {ReadFile[]} */
  const read = [];
  /** @type {Unread[]} */
  const failed = [];
  for (const [number, file] of chosen.entries()) {
    if (signal.aborted) return null;
    onPlace(number, read);
    /** @param {number} share */
    const sent = (share) => onShare((number + share / 2) / chosen.length);
    /** @type {Awaited<ReturnType<typeof upload<ApiBody<"ImportBody">>>>} */
    const result = await upload(path, file, { onShare: sent, signal });
    if (result.isCanceled) return null;
    if (result.data) read.push([file, result.data]);
    else failed.push([file.name, result.fault === OFFLINE ? UNSENT : (result.fault ?? UNSENT)]);
  }
  return { read, failed };
}

/**
 * What the server says of the file under way.
 * @param {boolean} isBusy
 * @param {(progress: ApiBody<"ImportProgressBody">) => void} onProgress
 */
function useProgress(isBusy, onProgress) {
  useEffect(() => {
    if (!isBusy) return undefined;
    const asking = setInterval(async () => {
      /** @type {{ data?: ApiBody<"ImportProgressBody"> }} */
      const { data } = await call("/api/import");
      if (data?.is_running && data.share > 0) onProgress(data);
    }, ASKING_MS);
    return () => clearInterval(asking);
  }, [isBusy]);
}

/** @param {ReadFile[]} read */
const sum = (read) => read.reduce((all, [, report]) => all + report.conversations, 0);

/** The files from the choice to the import: what is known of them, and the steps that a person can take. */
function useImport() {
  const cancel = useRef(/** @type {AbortController | null} */ (null));
  const at = useRef({ place: 0, added: 0, files: 1 }); // the file under way, and what was added from those before it
  const [known, setKnown] = useState(NOTHING);
  /** @param {Partial<ImportState>} change */
  const put = (change) => setKnown((before) => ({ ...before, ...change }));
  const isBusy = known.step === "looking" || known.step === "importing";

  useEffect(() => () => cancel.current?.abort(), []);
  useProgress(isBusy, (progress) =>
    put({
      share: (at.current.place + 0.5 + progress.share / 2) / at.current.files,
      added: at.current.added + progress.conversations,
    }),
  );

  /** @param {string} path @param {File[]} chosen @param {ImportStep} during @param {ImportStep} after @param {ImportStep} otherwise */
  const go = async (path, chosen, during, after, otherwise) => {
    cancel.current = new AbortController();
    put({ files: chosen, step: during, fault: "", share: 0, added: 0 });
    /** @param {number} number @param {ReadFile[]} before */
    const onPlace = (number, before) => {
      at.current = { place: number, added: sum(before), files: chosen.length };
      put({ place: number });
    };
    /** @param {number} sent */
    const onShare = (sent) => setKnown((before) => ({ ...before, share: Math.max(before.share, sent) }));
    const sent = await sendAll(path, chosen, { signal: cancel.current.signal, onPlace, onShare });
    if (sent === null) {
      put({ step: otherwise, fault: during === "importing" ? "Import canceled. Chats added so far were kept." : "" });
      return;
    }
    const { read, failed } = sent;
    if (read.length === 0) {
      put({ step: otherwise, fault: failed.map(([name, why]) => (failed.length > 1 ? `${name}: ${why}` : why)).join(" ") });
    } else {
      setKnown((before) => ({
        ...before,
        files: read.map(([file]) => file),
        report: joined(read.map(([, one]) => one)),
        unread: during === "looking" ? failed : [...before.unread, ...failed],
        step: after,
      }));
    }
  };
  return {
    known,
    isBusy,
    /** @param {FileList} list */
    choose: (list) => list.length > 0 && !isBusy && go("/api/import/preview", [...list], "looking", "seen", "empty"),
    confirm: () => go("/api/import", known.files, "importing", "done", "seen"),
    stop: () => cancel.current?.abort(),
    again: () => put({ step: "empty", report: null, fault: "" }),
  };
}

/**
 * `names` are the programs' names, by their words in a report.
 * @param {{ names: Record<string, string> }} props
 */
export function ImportPanel({ names }) {
  const input = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const heading = /** @type {React.RefObject<HTMLHeadingElement>} */ (useElement());
  const { known, isBusy, choose, confirm, stop, again } = useImport();
  const { step, files, place, share, added, report, unread, fault } = known;
  const isSeen = step === "seen" || step === "done";

  useEffect(() => {
    if (isSeen) heading.current?.focus();
  }, [step]);

  const startOver = () => {
    again();
    requestAnimationFrame(() => input.current?.focus());
  };
  const these = files.length > 1 ? "these files" : "this file";
  const isKnown = step === "seen" && report !== null && !isNew(report);

  return (
    <div className="import" aria-busy={isBusy}>
      {step === "empty" && <DropZone input={input} onChoose={choose} />}
      {isBusy && <Progress {...{ step, files, place, share, added }} onCancel={stop} />}
      {isSeen && report && (
        <Outcome {...{ names, heading, report, unread }} isDone={step === "done"} onImport={confirm} onAgain={startOver} />
      )}
      <p role="status" className="word" data-bad={fault !== "" || undefined}>
        {fault || (isKnown ? `Everything in ${these} is already in rxchat.` : "")}
      </p>
    </div>
  );
}
