// The filters that need more than a menu: project, folder, model and days. Fetched when it is opened.
import { useEffect, useId, useState } from "react";
import { call } from "../../lib/api.js";
import { Dialog } from "../../lib/dialog.jsx";
import { look } from "./conversation_store.js";
import "./filter_dialog.css";
import { NO_FILTERS, paths } from "./view_filters.js";

/** @import { Answer } from "../../lib/types" */
/** @import { Choice, Labels, View } from "../types" */
/** @typedef {{ projects: Choice[], folders: Choice[], models: Choice[] }} Choices */

/** @type {Choices} */
const NOTHING = { projects: [], folders: [], models: [] };

/**
 * What a person's chats can be filtered by, and what went wrong.
 * @param {Labels} labels
 */
function useChoices(labels) {
  const [found, setFound] = useState({ choices: NOTHING, fault: "" });
  useEffect(() => {
    const asking = new AbortController();
    const ask = async () => {
      /** @type {Answer<ApiBody<"FilterOptionsBody">>} */
      const { data, fault } = await call("/api/search/filters", { signal: asking.signal });
      if (asking.signal.aborted) return;
      const names = data?.names ?? [];
      const projects = names.filter(({ kind }) => kind === "project").map(({ id, name }) => ({ id, name: name || "Untitled" }));
      const folders = paths(names.filter(({ kind }) => kind === "folder"));
      const models = (data?.models ?? []).map((ref) => {
        const [provider] = ref.split(":", 1);
        return { id: ref, name: `${ref.slice(provider.length + 1)} (${labels.get(provider) ?? provider})` };
      });
      setFound({ choices: { projects, folders, models }, fault: fault ?? "" });
    };
    ask();
    return () => asking.abort();
  }, []);
  return found;
}

/**
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.label
 * @param {string} props.all
 * @param {Choice[]} props.choices
 * @param {Choice | undefined} props.chosen
 */
function Select({ name, label, all, choices, chosen }) {
  const id = useId();
  const isMissing = chosen && !choices.some((choice) => choice.id === chosen.id);
  return (
    <>
      <label htmlFor={id}>{label}</label>
      {/* drawn again when its choices are there: only then can one of them be chosen */}
      <select key={choices.length} id={id} name={name} className="field" defaultValue={chosen?.id ?? ""}>
        <option value="">{all}</option>
        {isMissing && <option value={chosen.id}>{chosen.name}</option>}
        {choices.map((choice) => (
          <option key={choice.id} value={choice.id}>
            {choice.name}
          </option>
        ))}
      </select>
    </>
  );
}

/** @param {{ name: string, label: string, day: string | undefined }} props */
function Day({ name, label, day }) {
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{label}</label>
      <input id={id} name={name} type="date" className="field" defaultValue={day ?? ""} />
    </>
  );
}

/**
 * @param {FormData} form
 * @param {Choices} choices
 * @param {View} view
 * @returns {Partial<View>}
 */
function chosenIn(form, { projects, folders }, view) {
  /** @param {string} name */
  const value = (name) => String(form.get(name) ?? "") || undefined;
  /** @param {Choice[]} all @param {Choice | undefined} before @param {string} name */
  const choice = (all, before, name) => [...all, ...(before ? [before] : [])].find(({ id }) => String(id) === value(name));
  return {
    project: choice(projects, view.project, "project"),
    folder: choice(folders, view.folder, "folder"),
    model: value("model"),
    since: value("since"),
    until: value("until"),
  };
}

/** @param {{ view: View, labels: Labels, onClose: () => void }} props */
export function FilterDialog({ view, labels, onClose }) {
  const { choices, fault } = useChoices(labels);
  const model = view.model ? { id: view.model, name: view.model } : undefined;
  /** @param {React.FormEvent<HTMLFormElement>} event */
  const submitted = (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    look(chosenIn(new FormData(form), choices, view));
    form.closest("dialog")?.close();
  };
  /** @param {React.MouseEvent} event */
  const clear = ({ currentTarget }) => {
    look(NO_FILTERS);
    currentTarget.closest("dialog")?.close();
  };
  return (
    <Dialog title="Filter chats" className="filter-dialog" onClose={onClose}>
      {fault && <p role="alert">{fault}</p>}
      <form className="filter-form" onSubmit={submitted}>
        <Select name="project" label="Project" all="All projects" choices={choices.projects} chosen={view.project} />
        <Select name="folder" label="Folder" all="All folders" choices={choices.folders} chosen={view.folder} />
        <Select name="model" label="Model" all="All models" choices={choices.models} chosen={model} />
        <Day name="since" label="From" day={view.since} />
        <Day name="until" label="To" day={view.until} />
        <div className="dialog-actions">
          <button type="button" className="action" onClick={clear}>
            Clear filters
          </button>
          <button type="submit" className="action primary">
            Apply
          </button>
        </div>
      </form>
    </Dialog>
  );
}
