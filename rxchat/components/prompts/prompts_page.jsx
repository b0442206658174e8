// The page of the prompt library: search, filters, the list, and what can be done with a prompt.
import "./prompts_page.css";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { failed, store as notices } from "../shell/conversations/conversation_store.js";
import { editPrompt } from "./editor_opener.jsx";
import { importWords } from "./import_words.js";
import { draftNewChat } from "./new_chat.js";
import { PromptForm } from "./prompt_form.jsx";
import { PromptRow } from "./prompt_row.jsx";
import { Starters } from "./prompt_starters.jsx";
import {
  copyPrompt,
  countUse,
  deletePrompt,
  fetchPrompt,
  importFiles,
  loadPrompts,
  putBack,
  savePrompt,
  summaries,
  usePrompts,
} from "./prompt_store.js";
import { variablesOf } from "./prompt_variables.js";
import { Filters, Tools, useDroppedFiles } from "./prompts_tools.jsx";

/** @import { Prompt, PromptSummary, PromptView } from "./types" */
/** @typedef {{ prompts: PromptSummary[], cursor: string | null, isLoaded: boolean, fault: string }} Shown */

const PAGE = 50;
const MOST = 1000; // that one request may ask for
const PAUSE_MS = 120; // between two keys of a search
/** @type {PromptView} */
const ALL = { q: "", category: "", tag: "", sort: "recent", scope: "" };

/**
 * The prompts of a view, page by page. What is shown stays until the next ones are there.
 * @param {PromptView} view
 * @param {number} changes how often they have changed on the server
 */
function useShown(view, changes) {
  const [shown, setShown] = useState(/** @type {Shown} */ ({ prompts: [], cursor: null, isLoaded: false, fault: "" }));
  const [version, setVersion] = useState(0);
  const last = useRef(view);
  useEffect(() => {
    const asking = new AbortController();
    const limit = last.current === view ? Math.min(MOST, Math.max(PAGE, shown.prompts.length)) : PAGE;
    const ask = async () => {
      const { data, fault } = await summaries({ ...view, limit }, asking.signal);
      if (asking.signal.aborted) return;
      if (data) setShown({ prompts: data.prompts, cursor: data.next_cursor, isLoaded: true, fault: "" });
      else setShown((was) => ({ ...was, fault: fault ?? "" }));
    };
    const timer = setTimeout(ask, last.current.q === view.q ? 0 : PAUSE_MS);
    last.current = view;
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [view, version, changes]);
  const more = async () => {
    const { data, fault } = await summaries({ ...view, limit: PAGE, cursor: shown.cursor });
    if (!data) return failed(fault ?? "");
    if (last.current !== view) return; // something else is shown by now
    const known = new Set(shown.prompts.map(({ id }) => id));
    const prompts = [...shown.prompts, ...data.prompts.filter(({ id }) => !known.has(id))];
    setShown({ prompts, cursor: data.next_cursor, isLoaded: true, fault: "" });
  };
  return { shown, more, refresh: () => setVersion((number) => number + 1), version: version + changes };
}

/**
 * What can be done with a prompt. Each says so in a notice, and how to take it back.
 * @param {() => void} refresh
 * @param {(prompt: Prompt, names: string[]) => void} onFill
 * @param {(prompt: Prompt, text: string) => void} onUse
 */
function useActions(refresh, onFill, onUse) {
  /** @param {(prompt: Prompt) => unknown} act @returns {(summary: PromptSummary) => Promise<void>} */
  const withText = (act) => async (summary) => {
    const { data, fault } = await fetchPrompt(summary.id);
    if (data) await act(data);
    else failed(fault ?? "");
  };
  /** @param {string} fault @param {string} text @param {() => Promise<unknown>} [undo] */
  const said = (fault, text, undo) => {
    notices.update({ notice: fault ? { text: fault, isBad: true } : { text, undo } });
    refresh();
  };
  /** @param {Prompt} prompt */
  const remove = async (prompt) => {
    const { fault } = await deletePrompt(prompt.id);
    const undo = async () => {
      const { fault: lost } = await putBack(prompt);
      said(lost ?? "", "Prompt restored", lost ? undo : undefined);
    };
    said(fault ?? "", "Prompt deleted", undo);
  };
  /** @param {Prompt} prompt */
  const copy = async (prompt) => {
    const { fault } = await copyPrompt(prompt, prompt.is_own ? `${prompt.title} (copy)`.slice(0, 500) : prompt.title);
    said(fault ?? "", prompt.is_own ? "Prompt duplicated" : "Saved to your prompts");
  };
  /** @param {Prompt} prompt */
  const use = (prompt) => {
    const names = variablesOf(prompt.text);
    if (names.length) onFill(prompt, names);
    else onUse(prompt, prompt.text);
  };
  return { remove: withText(remove), copy: withText(copy), use: withText(use), withText, said };
}

/** @param {{ onClear: () => void }} props */
const Nothing = ({ onClear }) => (
  <p className="quiet prompts-nothing">
    No prompts match.{" "}
    <button type="button" className="action" onClick={onClear}>
      Clear search and filters
    </button>
  </p>
);

/** @param {{ changes: number }} props */
export function PromptLibrary({ changes }) {
  const [view, setView] = useState(ALL);
  const { shown, more, refresh, version } = useShown(view, changes);
  const { isTeam, isLoaded: isTeamKnown } = usePrompts();
  const [chosen, setChosen] = useState(/** @type {{ prompt: Prompt, names: string[] } | null} */ (null));
  const [report, setReport] = useState({ text: "", isBad: false });
  const navigate = useNavigate();
  /** @param {Prompt} prompt @param {string} text */
  const use = (prompt, text) => {
    countUse(prompt.id);
    draftNewChat(text);
    navigate("/");
  };
  const actions = useActions(refresh, (prompt, names) => setChosen({ prompt, names }), use);
  /** @param {FileList} files */
  const take = async (files) => {
    const { data, fault } = await importFiles(files);
    setReport(data ? importWords(data) : { text: fault ?? "", isBad: true });
    refresh();
  };
  const { isOver, handlers } = useDroppedFiles(take);
  useEffect(() => {
    if (!isTeamKnown) loadPrompts();
  }, []);
  /** @param {Partial<PromptView>} change */
  const look = (change) => setView((was) => ({ ...was, ...change }));
  const isFiltered = Boolean(view.q || view.category || view.tag || view.scope);
  const isEmpty = shown.isLoaded && shown.prompts.length === 0;
  const isNew = useRef(false); // the starters stay while the first prompts are added
  isNew.current ||= isEmpty && !isFiltered;
  return (
    <div className="column prompts" data-over={isOver || undefined} {...handlers}>
      <Tools isEmpty={isEmpty && !isFiltered} onNew={(opener) => editPrompt({}, opener, refresh)} onFiles={take} />
      {(!isEmpty || isFiltered) && (
        <>
          <input
            type="search"
            className="field prompts-search"
            aria-label="Search prompts"
            placeholder="Search prompts"
            value={view.q}
            onChange={(event) => look({ q: event.target.value })}
          />
          <Filters view={view} version={version} isTeam={isTeam} onLook={look} />
        </>
      )}
      <p className="word" data-bad={report.isBad ? "" : undefined} role="status">
        {report.text}
      </p>
      {shown.fault && (
        <p className="word" data-bad role="alert">
          {shown.fault}
        </p>
      )}
      {isEmpty && isFiltered && <Nothing onClear={() => setView({ ...ALL, sort: view.sort })} />}
      <ul className="prompts-list" aria-label="Prompts">
        {shown.prompts.map((prompt) => (
          <PromptRow key={prompt.id} prompt={prompt} actions={actions} onLook={look} onChanged={refresh} />
        ))}
      </ul>
      {shown.cursor && (
        <button type="button" className="action prompts-more" onClick={more}>
          Show more
        </button>
      )}
      {isNew.current && (
        <Starters
          prompts={shown.prompts}
          onAdd={async (starter) => actions.said((await savePrompt(null, starter)).fault ?? "", "Prompt added")}
        />
      )}
      {chosen && <PromptForm {...chosen} onInsert={(text) => use(chosen.prompt, text)} onClose={() => setChosen(null)} />}
    </div>
  );
}
