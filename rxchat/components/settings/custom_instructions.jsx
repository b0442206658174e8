// Custom instructions: what every model is sent about the user. What is typed is kept in the browser until the server has saved it.
import { useEffect, useId, useRef, useState } from "react";
import { call } from "../lib/api.js";
import { drop, keep, read } from "../lib/storage.js";
import { has, TEMPLATES, toggled } from "./instruction_templates.js";

/** @import { Answer } from "../lib/types" */
/** @typedef {Record<string, string>} Texts of the fields, by their names */

const PATH = "/api/preferences/instructions";
const DRAFT = "rxchat_instructions";
const LONGEST = 10_000; // characters, as the server counts them (rxchat/domain/instructions.py)
const TOO_LONG = "This is too long. Keep it under 10,000 characters.";

const FIELDS = {
  about_you: { label: "About you", placeholder: "e.g. I repair pumps in Portugal and prefer metric units." },
  how_to_respond: { label: "How should responses be written?", placeholder: "e.g. Be brief, and say when you're not sure." },
};

/** @param {string} text */
const lengthOf = (text) => [...text].length;

/** The texts, what the server has of them, and saving: `save` sends what differs. */
function useInstructions() {
  const [texts, setTexts] = useState(/** @type {Record<string, string>} */ ({}));
  const [word, setWord] = useState({ text: "", isBad: false });
  const now = useRef({ texts, saved: /** @type {Record<string, string> | null} */ (null) });

  /** @param {Texts} next */
  const show = (next) => {
    now.current.texts = next;
    setTexts(next);
  };
  const save = async () => {
    const { saved, texts } = now.current;
    const body = Object.fromEntries(Object.entries(texts).filter(([name, text]) => saved && text.trim() !== saved[name].trim()));
    if (!Object.keys(body).length) return drop(DRAFT);
    if (Object.values(body).some((text) => lengthOf(text) > LONGEST)) return setWord({ text: TOO_LONG, isBad: true });
    /** @type {Answer<ApiBody<"CustomInstructionsBody">>} */
    const { data, fault } = await call(PATH, { method: "PATCH", body });
    if (data) {
      now.current.saved = data;
      if (now.current.texts === texts) drop(DRAFT);
    }
    setWord(fault ? { text: `Couldn't save. ${fault}`, isBad: true } : { text: "Saved.", isBad: false });
  };
  /** @param {string} name @param {string} text */
  const type = (name, text) => {
    const next = { ...now.current.texts, [name]: text };
    keep(DRAFT, next);
    setWord({ text: "", isBad: false });
    show(next);
  };

  useEffect(() => {
    let isHere = true;
    /** @type {ReturnType<typeof call<ApiBody<"CustomInstructionsBody">>>} */
    const asking = call(PATH);
    asking.then(({ data, fault }) => {
      if (!isHere) return;
      if (!data) return setWord({ text: fault ?? "", isBad: true });
      now.current.saved = data;
      show({ ...data, ...read(DRAFT, {}) });
      save(); // what was typed and not saved when the page was left
    });
    return () => {
      isHere = false;
      save();
    };
  }, []);
  return { texts, word, type, save, isLoaded: now.current.saved !== null };
}

export function CustomInstructions() {
  const id = useId();
  const { texts, word, type, save, isLoaded } = useInstructions();
  /** @param {string} name */
  const use = (name) => {
    type("how_to_respond", toggled(texts.how_to_respond, name));
    save();
  };
  return (
    <section className="preference instructions" aria-label="Custom instructions">
      <h3>Custom instructions</h3>
      <p className="quiet">
        Sent to the model in all your chats. To see what a chat sends, or to turn this off for one chat, choose What is sent in
        its menu.
      </p>
      {Object.entries(FIELDS).map(([name, { label, placeholder }]) => (
        <div key={name} className="setting">
          <label htmlFor={`${id}-${name}`}>{label}</label>
          <textarea
            id={`${id}-${name}`}
            rows={4}
            value={texts[name] ?? ""}
            disabled={!isLoaded}
            placeholder={placeholder}
            aria-describedby={`${id}-word`}
            aria-invalid={lengthOf(texts[name] ?? "") > LONGEST || undefined}
            onChange={(event) => type(name, event.target.value)}
            onBlur={save}
          />
        </div>
      ))}
      <div className="presets" role="group" aria-label="Templates">
        {Object.keys(TEMPLATES).map((name) => (
          <button
            key={name}
            type="button"
            className="action"
            disabled={!isLoaded}
            aria-pressed={has(texts.how_to_respond ?? "", name)}
            onClick={() => use(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <p id={`${id}-word`} className="word" role={word.isBad ? "alert" : "status"} data-bad={word.isBad || undefined}>
        {word.text}
      </p>
    </section>
  );
}
