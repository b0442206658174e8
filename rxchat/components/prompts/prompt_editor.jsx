// The editor of a prompt. What is typed is kept in the browser until it is saved: Escape and a reload lose nothing.
import "./prompt_editor.css";
import { useEffect, useId, useState } from "react";
import { Dialog } from "../lib/dialog.jsx";
import { useElement } from "../lib/element.js";
import { isSubmitEnter } from "../lib/keys.js";
import { drop, keep, read } from "../lib/storage.js";
import { MarkedField } from "./marked_text.jsx";
import { bodyOf, draftOf, EMPTY, isSame, titleOf } from "./prompt_drafts.js";
import { copyPrompt, loadPrompts, namesOf, savePrompt, usePrompts } from "./prompt_store.js";
import { variablesOf } from "./prompt_variables.js";

/** @import { EditorContent, Prompt, PromptDraft } from "./types" */
/** @typedef {(change: Partial<PromptDraft>) => void} OnChange */
/** @typedef {{ draft: PromptDraft, isReadOnly: boolean, onChange: OnChange }} Editing */

const LONGEST_MARKED = 20_000;

/** @typedef {PromptDraft & { source?: string }} KeptDraft `source` is the text that a new prompt was made from */

/** @param {EditorContent} content */
const place = ({ prompt, draft }) => `rxchat_prompt_${prompt?.id ?? (draft ? "message" : "new")}`;

/**
 * What was typed before and not saved.
 * @param {EditorContent} content
 */
function keptDraft(content) {
  const { source = "", ...kept } = /** @type {KeptDraft} */ (read(place(content), EMPTY));
  return source === (content.draft?.text ?? "") && !isSame(kept, EMPTY) ? kept : null;
}

/** @param {EditorContent} content @returns {PromptDraft} */
const original = ({ prompt, draft }) => {
  if (prompt) return draftOf(prompt);
  const given = { ...EMPTY, ...draft };
  return { ...given, title: given.title || titleOf(given.text) };
};

/**
 * What the editor holds, and whether that is what was typed before and not saved.
 * @param {EditorContent} content
 */
function useDraft(content) {
  const [start] = useState(() => original(content));
  const [kept] = useState(() => keptDraft(content));
  const [draft, setDraft] = useState(kept ? { ...start, ...kept } : start);
  const [isKept, setIsKept] = useState(kept !== null && !isSame(draft, start));
  /** @param {PromptDraft} next */
  const put = (next) => {
    setDraft(next);
    if (isSame(next, start)) drop(place(content));
    else keep(place(content), { ...next, source: content.draft?.text });
  };
  const discard = () => {
    put(start);
    setIsKept(false);
  };
  return { draft, isKept, change: /** @type {OnChange} */ ((change) => put({ ...draft, ...change })), discard };
}

/** @param {{ label: string, hint?: string, children: (id: string, hintId: string) => React.ReactNode }} props */
function Field({ label, hint = "", children }) {
  const id = useId();
  return (
    <div className="prompt-field">
      <label htmlFor={id}>{label}</label>
      {children(id, `${id}-hint`)}
      <p id={`${id}-hint`} className="quiet">
        {hint}
      </p>
    </div>
  );
}

/** @typedef {"title" | "description" | "category" | "tags"} Name of a line of text */

/**
 * A field of one line.
 * @param {Omit<React.InputHTMLAttributes<HTMLInputElement>, "onChange"> & Editing & { label: string, name: Name, children?: React.ReactNode }} props
 */
const Line = ({ label, name, draft, isReadOnly, onChange, children, ...input }) => (
  <Field label={label}>
    {(id) => (
      <>
        <input
          id={id}
          className="field"
          autoComplete="off"
          value={draft[name]}
          readOnly={isReadOnly}
          onChange={(event) => onChange({ [name]: event.target.value })}
          {...input}
        />
        {children}
      </>
    )}
  </Field>
);

/** @param {string} text */
function variablesIn(text) {
  if (text.length > LONGEST_MARKED) return "";
  const names = variablesOf(text);
  return names.length ? `Variables: ${names.join(", ")}` : "Write {name} where something is filled in when you use it.";
}

/** @param {Editing} props */
function Texts(props) {
  const { draft, isReadOnly, onChange } = props;
  return (
    <>
      <Line {...props} label="Title" name="title" data-focus required dir="auto" maxLength={500} />
      <Field label="Text" hint={variablesIn(draft.text)}>
        {(id, hint) => (
          <MarkedField
            id={id}
            value={draft.text}
            isReadOnly={isReadOnly}
            describedBy={hint}
            onType={(text) => onChange({ text })}
          />
        )}
      </Field>
      <Line
        {...props}
        label="Description"
        name="description"
        dir="auto"
        maxLength={2000}
        placeholder={isReadOnly ? "" : "Optional"}
      />
    </>
  );
}

/** @param {Editing} props */
function Names(props) {
  const [categories, setCategories] = useState(/** @type {string[]} */ ([]));
  const list = useId();
  useEffect(() => {
    namesOf("categories").then(setCategories);
  }, []);
  return (
    <div className="prompt-names">
      <Line {...props} label="Category" name="category" list={list} maxLength={100}>
        <datalist id={list}>
          {categories.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </Line>
      <Line {...props} label="Tags" name="tags" maxLength={1000} placeholder={props.isReadOnly ? "" : "short, email"} />
    </div>
  );
}

/** @param {{ draft: PromptDraft, onChange: OnChange }} props */
function Sharing({ draft, onChange }) {
  return (
    <button
      type="button"
      role="switch"
      className="switch"
      aria-checked={draft.is_public}
      onClick={() => onChange({ is_public: !draft.is_public })}
    >
      <span className="switch-track" aria-hidden="true" />
      Share with everybody on this server
    </button>
  );
}

/** @param {{ onDiscard: () => void }} props */
function Restored({ onDiscard }) {
  return (
    <p className="prompt-restored" role="status">
      This is what you typed before and didn't save.
      <button type="button" className="action" onClick={onDiscard}>
        Discard
      </button>
    </p>
  );
}

/**
 * Saves what is in the editor, then closes it. A prompt of somebody else's is saved as a copy.
 * @param {EditorContent} content
 * @param {PromptDraft} draft
 * @param {(prompt: Prompt) => void} done
 */
function useSave(content, draft, done) {
  const [fault, setFault] = useState("");
  const [isBusy, setIsBusy] = useState(false);
  const save = async () => {
    if (isBusy) return;
    const { prompt } = content;
    if (!draft.title.trim() || !draft.text.trim()) return setFault("Write a title and a text first.");
    setIsBusy(true);
    const { data, fault } =
      prompt && !prompt.is_own ? await copyPrompt(prompt, prompt.title) : await savePrompt(prompt?.id ?? null, bodyOf(draft));
    setIsBusy(false);
    setFault(fault ? `Couldn't save the prompt. ${fault}` : "");
    if (!data) return;
    drop(place(content));
    done(data);
  };
  return { save, fault, isBusy };
}

/** @param {{ content: EditorContent, onSaved?: (prompt: Prompt) => void, onClose: () => void }} props */
export function PromptEditor({ content, onSaved, onClose }) {
  const { prompt } = content;
  const { draft, isKept, change, discard } = useDraft(content);
  const { isTeam, isLoaded } = usePrompts();
  const fields = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  const isReadOnly = prompt !== undefined && !prompt.is_own;
  const done = /** @param {Prompt} saved */ (saved) => {
    fields.current.closest("dialog")?.close(); // calls onClose
    onSaved?.(saved);
  };
  const { save, fault, isBusy } = useSave(content, draft, done);
  useEffect(() => {
    if (!isLoaded) loadPrompts(); // whether this is a team's
  }, []);
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    if (!isSubmitEnter(event) || !(event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    save();
  };
  const title = isReadOnly ? `Shared by ${prompt.owner}` : prompt ? "Edit prompt" : "New prompt";
  return (
    <Dialog title={title} className="prompt-editor" onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter saves from any of its fields */}
      <div ref={fields} className="prompt-fields" onKeyDown={pressed}>
        {isKept && <Restored onDiscard={discard} />}
        <Texts draft={draft} isReadOnly={isReadOnly} onChange={change} />
        <Names draft={draft} isReadOnly={isReadOnly} onChange={change} />
        {isTeam && !isReadOnly && <Sharing draft={draft} onChange={change} />}
      </div>
      {fault && (
        <p className="word" data-bad role="alert">
          {fault}
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="action primary" disabled={isBusy} onClick={save}>
          {isReadOnly ? "Save a copy" : "Save"}
        </button>
      </div>
    </Dialog>
  );
}
