// The picker of prompts above the composer. Opened with "/" it is moved through from the composer itself, where what is typed stays:
// nothing has to be given back when it is closed. Opened with the button it has a field of its own.
import "./prompt_picker.css";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import { counted } from "../lib/counted.js";
import { useElement } from "../lib/element.js";
import { around } from "./prompt_drafts.js";
import { PromptForm } from "./prompt_form.jsx";
import { indexed, search } from "./prompt_search.js";
import { countUse, fetchPrompt, loadPrompts, usePrompts } from "./prompt_store.js";
import { variablesOf } from "./prompt_variables.js";

/** @import { Prompt, PromptSummary } from "./types" */
/** @typedef {React.RefObject<HTMLTextAreaElement>} Box the composer's */

const MOST_SHOWN = 50;

/**
 * Put a text into the composer, with the caret at its end: in the place of what was typed to find it, or where the caret is.
 * @param {HTMLTextAreaElement} box
 * @param {string} text
 * @param {boolean} isTyped
 */
function insert(box, text, isTyped) {
  const caret = box.selectionEnd;
  const { before, after } = isTyped ? { before: "", after: "" } : around(box.value, caret);
  const [start, end] = isTyped ? [0, box.value.length] : [caret, caret];
  box.setRangeText(before + text + after, start, end, "end");
  const stop = start + before.length + text.length;
  box.setSelectionRange(stop, stop);
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
}

/**
 * What is typed after "/" in the composer; null once it is something else.
 * @param {string} value
 */
const queryIn = (value) => (value.startsWith("/") && !value.includes("\n") ? value.slice(1) : null);

/**
 * Follows what is typed in the composer, and takes its keys before it does.
 * @param {object} options
 * @param {Box} options.box
 * @param {boolean} options.isTyped
 * @param {{ list: string, active: string | undefined }} options.ids
 * @param {(query: string) => void} options.onType
 * @param {(event: KeyboardEvent) => void} options.onKey
 * @param {() => void} options.onClose
 */
function useComposerKeys({ box, isTyped, ids, onType, onKey, onClose }) {
  const latest = useRef({ onType, onKey, onClose });
  latest.current = { onType, onKey, onClose };
  useEffect(() => {
    if (!isTyped) return undefined;
    const field = box.current;
    const follow = () => {
      const query = queryIn(field.value);
      if (query === null) latest.current.onClose();
      else latest.current.onType(query);
    };
    const listening = new AbortController();
    const { signal } = listening;
    field.addEventListener("input", follow, { signal });
    field.addEventListener("keydown", (event) => latest.current.onKey(event), { signal });
    follow(); // more was typed while this was fetched
    return () => listening.abort();
  }, [isTyped]);
  useEffect(() => {
    if (!isTyped) return undefined;
    const field = box.current;
    const names = /** @type {[string, string | undefined][]} */ ([
      ["aria-autocomplete", "list"],
      ["aria-controls", ids.active && ids.list],
      ["aria-activedescendant", ids.active],
    ]);
    for (const [name, value] of names) if (value) field.setAttribute(name, value);
    return () => {
      for (const [name] of names) field.removeAttribute(name);
    };
  }, [isTyped, ids.list, ids.active]);
}

/**
 * Closes when something else is pressed, or has the focus.
 * @param {React.RefObject<HTMLElement | null>} panel
 * @param {Box} box
 * @param {boolean} isOpen
 * @param {() => void} onClose
 */
function useLeaving(panel, box, isOpen, onClose) {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    if (!isOpen) return undefined;
    /** @param {Event} event */
    const left = ({ target }) => {
      if (!(target instanceof Element) || target.closest("[data-prompts]") || target === box.current) return;
      if (!panel.current?.contains(target)) close.current();
    };
    document.addEventListener("pointerdown", left);
    document.addEventListener("focusin", left);
    return () => {
      document.removeEventListener("pointerdown", left);
      document.removeEventListener("focusin", left);
    };
  }, [isOpen]);
}

/** @param {{ prompt: PromptSummary, id: string, isActive: boolean, onTake: () => void }} props */
function Option({ prompt, id, isActive, onTake }) {
  const about = prompt.description || prompt.opening;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which has the focus
    <div
      id={id}
      className="prompt-option"
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <span className="prompt-option-title" dir="auto">
        {prompt.title || "Untitled"}
      </span>
      <span className="prompt-option-about" dir="auto">
        {about}
      </span>
      {(prompt.owner || prompt.category) && <span className="badge">{prompt.owner || prompt.category}</span>}
    </div>
  );
}

/** @param {{ isLoaded: boolean, fault: string, isEmpty: boolean, query: string, more: number }} props */
function Words({ isLoaded, fault, isEmpty, query, more }) {
  if (fault) {
    return (
      <p className="prompt-picker-word" role="alert">
        {fault}
      </p>
    );
  }
  if (!isLoaded) return <p className="prompt-picker-word">Loading…</p>;
  if (isEmpty) return <p className="prompt-picker-word">{query ? "No prompts match." : "You have no prompts yet."}</p>;
  return more > 0 ? <p className="prompt-picker-word">{`${counted(more, "more prompt")}. Type to find one.`}</p> : null;
}

const Foot = () => (
  <p className="prompt-picker-foot">
    <span className="prompt-keys" aria-hidden="true">
      <kbd>↑</kbd> <kbd>↓</kbd> to move, <kbd>Enter</kbd> to insert, <kbd>Esc</kbd> to close
    </span>
    <Link to="/prompts">Manage prompts</Link>
  </p>
);

/**
 * @param {object} props
 * @param {string} props.list its id
 * @param {PromptSummary[]} props.prompts
 * @param {PromptSummary | undefined} props.active
 * @param {boolean} props.isTyped
 * @param {React.KeyboardEventHandler} props.onKeyDown
 * @param {(promptId: number) => void} props.onTake
 */
const Options = ({ list, prompts, active, isTyped, onKeyDown, onTake }) => (
  <div
    id={list}
    className="prompt-options"
    role="listbox"
    aria-label="Prompts"
    tabIndex={isTyped ? 0 : undefined}
    onKeyDown={onKeyDown}
  >
    {prompts.map((prompt) => (
      <Option
        key={prompt.id}
        id={`${list}-${prompt.id}`}
        prompt={prompt}
        isActive={prompt === active}
        onTake={() => onTake(prompt.id)}
      />
    ))}
  </div>
);

/**
 * Taking a prompt: one with variables is chosen, for a form that asks for them; another is put into the composer at once.
 * @param {{ box: Box, isTyped: boolean, takenId: number, onClose: () => void }} options
 */
function useTaking({ box, isTyped, takenId, onClose }) {
  const [refusal, setRefusal] = useState("");
  const [chosen, setChosen] = useState(/** @type {{ prompt: Prompt, names: string[] } | null} */ (null));
  /** @param {Prompt} prompt @param {string} text */
  const put = (prompt, text) => {
    onClose();
    insert(box.current, text, isTyped);
    countUse(prompt.id);
  };
  /** @param {number} promptId */
  const take = async (promptId) => {
    const { data: prompt, fault } = await fetchPrompt(promptId);
    if (!prompt) return setRefusal(fault ?? "");
    const names = variablesOf(prompt.text);
    return names.length ? setChosen({ prompt, names }) : put(prompt, prompt.text);
  };
  useEffect(() => {
    if (takenId) take(takenId);
  }, []);
  return { chosen, refusal, forgive: () => setRefusal(""), take, put };
}

/**
 * @param {object} props
 * @param {Box} props.box
 * @param {boolean} props.isTyped whether it was opened with "/"
 * @param {number} props.takenId a prompt that was chosen elsewhere, or 0
 * @param {() => void} props.onClose
 */
export function PromptPicker({ box, isTyped, takenId, onClose }) {
  const { prompts, isLoaded, fault } = usePrompts();
  const id = useId();
  const panel = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const { chosen, refusal, forgive, take, put } = useTaking({ box, isTyped, takenId, onClose });
  const index = useMemo(() => indexed(prompts), [prompts]);
  const found = useMemo(() => search(index, query, { isNamed: isTyped }), [index, query, isTyped]);
  const shown = found.slice(0, MOST_SHOWN);
  const active = shown[Math.min(at, shown.length - 1)];
  const idOf = /** @param {PromptSummary | undefined} prompt */ (prompt) => prompt && `${id}-${prompt.id}`;

  useEffect(() => {
    loadPrompts();
  }, []);
  useLayoutEffect(() => {
    const row = idOf(active);
    if (row) document.getElementById(row)?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);

  /** @param {string} text */
  const type = (text) => {
    setQuery(text);
    setAt(0);
    forgive();
  };
  const leave = () => {
    onClose();
    box.current.focus();
  };
  /** @param {KeyboardEvent | React.KeyboardEvent} event */
  const pressed = (event) => {
    const moves = /** @type {Record<string, number>} */ ({ ArrowDown: 1, ArrowUp: -1 });
    const isEnter = event.key === "Enter" && !event.shiftKey;
    const isOurs = event.key === "Escape" || (active && (isEnter || event.key in moves));
    if (!isOurs) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") leave();
    else if (isEnter) take(active.id);
    else setAt((Math.min(at, shown.length - 1) + moves[event.key] + shown.length) % shown.length);
  };
  useComposerKeys({ box, isTyped, ids: { list: id, active: idOf(active) }, onType: type, onKey: pressed, onClose });
  useLeaving(panel, box, chosen === null, onClose);

  if (chosen) return <PromptForm {...chosen} onInsert={(text) => put(chosen.prompt, text)} onClose={leave} />;
  // What begins with "/" and is no prompt's name is a text: the list is out of its way.
  if (isTyped && query && isLoaded && !active) return null;
  return (
    <div className="prompt-anchor">
      <div ref={panel} className="prompt-picker" data-escapes="">
        {!isTyped && <SearchField list={id} active={idOf(active)} query={query} onType={type} onKeyDown={pressed} />}
        <Options list={id} prompts={shown} active={active} isTyped={isTyped} onKeyDown={pressed} onTake={take} />
        <Words
          isLoaded={isLoaded}
          fault={refusal || fault}
          isEmpty={!shown.length}
          query={query}
          more={found.length - shown.length}
        />
        <Foot />
      </div>
      <p className="visually-hidden" role="status">
        {isLoaded ? counted(found.length, "prompt") : "Loading prompts"}
      </p>
    </div>
  );
}

/**
 * @param {object} props
 * @param {string} props.list
 * @param {string | undefined} props.active
 * @param {string} props.query
 * @param {(text: string) => void} props.onType
 * @param {React.KeyboardEventHandler} props.onKeyDown
 */
function SearchField({ list, active, query, onType, onKeyDown }) {
  const field = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  useLayoutEffect(() => field.current.focus(), []);
  return (
    <input
      ref={field}
      type="search"
      role="combobox"
      className="field"
      aria-label="Search prompts"
      aria-expanded="true"
      aria-controls={list}
      aria-autocomplete="list"
      aria-activedescendant={active}
      placeholder="Search prompts"
      autoComplete="off"
      spellCheck={false}
      value={query}
      onChange={(event) => onType(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}
