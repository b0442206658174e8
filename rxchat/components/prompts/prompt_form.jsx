// The form of a prompt's variables: a field for each name, and below them what will be inserted.
import "./prompt_form.css";
import { useId, useState } from "react";
import { fit } from "../lib/autosize.js";
import { Dialog } from "../lib/dialog.jsx";
import { useElement } from "../lib/element.js";
import { isSubmitEnter } from "../lib/keys.js";
import { MarkedText } from "./marked_text.jsx";
import { fill } from "./prompt_variables.js";

/** @import { Prompt } from "./types" */

/** What was typed into the forms, by prompt: it is there again when one is closed by mistake. @type {Map<number, Map<string, string>>} */
const typed = new Map();

/** @param {{ name: string, value: string, isFirst: boolean, onType: (value: string) => void }} props */
function Field({ name, value, isFirst, onType }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{name}</label>
      <textarea
        id={id}
        className="field"
        rows={1}
        dir="auto"
        data-focus={isFirst ? "" : undefined}
        value={value}
        onChange={(event) => {
          fit(event.target);
          onType(event.target.value);
        }}
      />
    </>
  );
}

/**
 * @param {object} props
 * @param {Prompt} props.prompt
 * @param {string[]} props.names
 * @param {(text: string) => void} props.onInsert
 * @param {() => void} props.onClose
 */
export function PromptForm({ prompt, names, onInsert, onClose }) {
  const fields = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  const [values, setValues] = useState(() => typed.get(prompt.id) ?? /** @type {Map<string, string>} */ (new Map()));
  /** @param {string} name @param {string} value */
  const type = (name, value) => {
    const next = new Map(values).set(name, value);
    typed.set(prompt.id, next);
    setValues(next);
  };
  /** @param {string} text */
  const end = (text) => {
    fields.current.closest("dialog")?.close(); // what is outside of an open one takes no focus
    onInsert(text);
  };
  const insert = () => {
    typed.delete(prompt.id);
    end(fill(prompt.text, values));
  };
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    if (!(event.target instanceof HTMLTextAreaElement) || !isSubmitEnter(event)) return;
    event.preventDefault();
    insert();
  };
  return (
    <Dialog title={prompt.title} className="prompt-form" onClose={onClose}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter inserts from any of its fields */}
      <div ref={fields} className="prompt-values" onKeyDown={pressed}>
        {names.map((name, at) => (
          <Field key={name} name={name} value={values.get(name) ?? ""} isFirst={at === 0} onType={(value) => type(name, value)} />
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also for those without a mouse */}
      <div className="prompt-preview marked-text" role="region" aria-label="Preview" tabIndex={0} dir="auto">
        <MarkedText text={prompt.text} values={values} />
      </div>
      <p className="quiet">A field you leave empty stays in the text as it is.</p>
      <div className="dialog-actions">
        <button type="button" className="action" onClick={() => end(prompt.text)}>
          Insert as it is
        </button>
        <button type="button" className="action primary" title="Insert (Enter)" onClick={insert}>
          Insert
        </button>
      </div>
    </Dialog>
  );
}
