// An artifact, edited by hand. What is typed is kept in the browser until it is saved, as a new version.
import "./artifact_editor.css";
import { useEffect, useId, useRef, useState } from "react";
import { OFFLINE } from "../../lib/api.js";
import { SureButton } from "../../lib/confirm_button.jsx";
import { useElement } from "../../lib/element.js";
import { saveVersion } from "./artifact_changes.js";
import { codeLanguage } from "./artifact_documents.js";
import { dropDraft, keepDraft, loadDraft } from "./artifact_drafts.js";

/** @import { ArtifactDocument } from "../types" */
/** @typedef {ArtifactDocument & { code: string }} Edited */

const PAUSE_MS = 300; // a draft is kept when nothing was typed for this long, and when the page or the editor goes
const UNKEPT = "Your browser can't keep these changes. Save them before you leave.";

/**
 * What is typed, as a draft that outlives the page.
 * @param {import("./artifact_drafts.js").Place} place
 * @param {string} code what is edited
 */
function useTyped(place, code) {
  const [isChanged, setIsChanged] = useState(() => (loadDraft(place) ?? code) !== code);
  const [isKept, setIsKept] = useState(true);
  const read = useRef(() => loadDraft(place) ?? code);
  const timer = useRef(0);
  const keepNow = () => {
    if (!timer.current) return;
    clearTimeout(timer.current);
    timer.current = 0;
    const text = read.current();
    if (text === code) dropDraft(place);
    else setIsKept(keepDraft(place, text));
    setIsChanged(text !== code);
  };
  /** @param {() => string} text */
  const typed = (text) => {
    read.current = text;
    setIsChanged(true);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(keepNow, PAUSE_MS);
  };
  useEffect(() => {
    window.addEventListener("pagehide", keepNow);
    return () => {
      window.removeEventListener("pagehide", keepNow);
      keepNow();
    };
  }, []);
  return { isChanged, isKept, read, typed, keepNow };
}

/**
 * CodeMirror, in the element of the ref that is returned, and why it isn't there.
 * @param {Omit<Parameters<typeof import("./code_editor.js").createEditor>[0], "parent">} options
 * @param {boolean} isAsked whether the focus goes into it
 */
function useCodeEditor(options, isAsked) {
  const parent = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState(/** @type {"loading" | "ready" | "failed"} */ ("loading"));
  const now = useRef(options);
  now.current = options;
  useEffect(() => {
    let isLeft = false;
    let close = () => {};
    setState("loading");
    const open = async () => {
      const { createEditor } = await import("./code_editor.js");
      const editor = await createEditor({
        ...now.current,
        parent: parent.current,
        onChange: (text) => now.current.onChange(text),
        onSave: () => now.current.onSave(),
        onLeave: () => now.current.onLeave(),
      });
      close = () => editor.destroy();
      if (isLeft) return close();
      setState("ready");
      if (isAsked) editor.focus();
    };
    open().catch(() => !isLeft && setState("failed"));
    return () => {
      isLeft = true;
      close();
    };
  }, [attempt]);
  return { parent, state, retry: () => setAttempt(attempt + 1) };
}

/**
 * `onEnd` closes the editor; what isn't saved or discarded stays as a draft.
 * @param {{ conversation: number, shown: Edited, isAsked: boolean, onEnd: () => void }} props
 */
export function ArtifactEditor({ conversation, shown, isAsked, onEnd }) {
  const id = useId();
  const place = { conversation, key: shown.key };
  const { isChanged, isKept, read, typed, keepNow } = useTyped(place, shown.code);
  const [isSaving, setIsSaving] = useState(false);
  const save = async () => {
    if (isSaving || shown.id === undefined) return;
    keepNow();
    const text = read.current();
    if (text === shown.code) return onEnd();
    setIsSaving(true);
    const isSaved = await saveVersion(shown.id, text);
    setIsSaving(false);
    if (!isSaved || read.current() !== text) return; // more was typed meanwhile
    dropDraft(place);
    onEnd();
  };
  const leave = () => {
    keepNow();
    onEnd();
  };
  const discard = () => {
    read.current = () => shown.code;
    keepNow();
    dropDraft(place);
    onEnd();
  };
  const text = useRef(read.current()).current;
  const label = `Code of ${shown.title}`;
  const options = { text, language: codeLanguage(shown), label, describedBy: id, onChange: typed, onSave: save, onLeave: leave };
  const { parent, state, retry } = useCodeEditor(options, isAsked);
  return (
    <div className="artifact-editor" data-escapes="">
      {state === "loading" && <p className="artifact-note quiet">Loading the editor…</p>}
      {state === "failed" && (
        <div className="artifact-note" role="alert">
          <p>{OFFLINE}</p>
          <button type="button" className="action" onClick={retry}>
            Try again
          </button>
        </div>
      )}
      <div ref={parent} className="artifact-editor-code" />
      <div className="artifact-editor-bar">
        <button type="button" className="action primary" disabled={!isChanged || isSaving} onClick={save}>
          {isSaving ? "Saving…" : "Save version"}
        </button>
        {isChanged ? (
          <SureButton asks="Discard? Click again to confirm" onSure={discard}>
            Discard changes
          </SureButton>
        ) : (
          <button type="button" className="action" onClick={leave}>
            Cancel
          </button>
        )}
        {!isKept && <p role="alert">{UNKEPT}</p>}
        <p id={id} className="visually-hidden">
          Tab indents. Escape leaves the editor and keeps what you typed.
        </p>
      </div>
    </div>
  );
}
