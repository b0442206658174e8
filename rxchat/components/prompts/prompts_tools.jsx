// What stands above the list of prompts: new, import and export, and which ones are shown.
import { Download, Plus, Upload } from "lucide-react";
import { useEffect, useState } from "react";
import { useElement } from "../lib/element.js";
import { namesOf } from "./prompt_store.js";

/** @import { PromptView } from "./types" */

/** @param {{ label: string, value: string, choices: [value: string, words: string][], onChoose: (value: string) => void }} props */
function Choice({ label, value, choices, onChoose }) {
  return (
    <select className="field prompts-choice" aria-label={label} value={value} onChange={(event) => onChoose(event.target.value)}>
      {choices.map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  );
}

/**
 * @param {{ view: PromptView, version: number, isTeam: boolean, onLook: (change: Partial<PromptView>) => void }} props
 */
export function Filters({ view, version, isTeam, onLook }) {
  const [names, setNames] = useState({ categories: /** @type {string[]} */ ([]), tags: /** @type {string[]} */ ([]) });
  useEffect(() => {
    let isHere = true;
    Promise.all([namesOf("categories"), namesOf("tags")]).then(([categories, tags]) => isHere && setNames({ categories, tags }));
    return () => {
      isHere = false;
    };
  }, [version]);
  /** @param {string} all @param {string[]} found @param {string} chosen @returns {[string, string][]} */
  const choices = (all, found, chosen) => {
    const each = chosen && !found.includes(chosen) ? [chosen, ...found] : found;
    return [["", all], ...each.map((name) => /** @type {[string, string]} */ ([name, name]))];
  };
  return (
    <div className="prompts-filters">
      <Choice
        label="Category"
        value={view.category}
        choices={choices("All categories", names.categories, view.category)}
        onChoose={(category) => onLook({ category })}
      />
      <Choice
        label="Tag"
        value={view.tag}
        choices={choices("All tags", names.tags, view.tag)}
        onChoose={(tag) => onLook({ tag })}
      />
      {isTeam && (
        <Choice
          label="Whose"
          value={view.scope}
          choices={[
            ["", "Everybody's"],
            ["mine", "Mine"],
            ["shared", "Shared with me"],
          ]}
          onChoose={(scope) => onLook({ scope })}
        />
      )}
      <Choice
        label="Order"
        value={view.sort}
        choices={[
          ["recent", "Last changed"],
          ["used", "Most used"],
          ["title", "Title"],
        ]}
        onChoose={(sort) => onLook({ sort })}
      />
    </div>
  );
}

/** @param {{ isEmpty: boolean, onNew: (opener: HTMLElement) => void, onFiles: (files: FileList) => void }} props */
export function Tools({ isEmpty, onNew, onFiles }) {
  const input = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  /** @param {React.ChangeEvent<HTMLInputElement>} event */
  const picked = async ({ target }) => {
    if (target.files) await onFiles(target.files);
    target.value = ""; // the same file may be chosen again
  };
  return (
    <div className="prompts-tools">
      <button type="button" className="action primary" onClick={(event) => onNew(event.currentTarget)}>
        <Plus size={16} aria-hidden="true" />
        New prompt
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept=".md,.markdown,.txt,.zip"
        aria-label="Markdown files"
        onChange={picked}
      />
      <button
        type="button"
        className="action"
        title="Import Markdown files, or a zip of them"
        onClick={() => input.current.click()}
      >
        <Upload size={16} aria-hidden="true" />
        Import
      </button>
      {!isEmpty && (
        <a className="action" href="/api/prompts/export" download title="Your prompts as a zip of Markdown files">
          <Download size={16} aria-hidden="true" />
          Export
        </a>
      )}
    </div>
  );
}

/**
 * Takes files that are dropped anywhere on the page.
 * @param {(files: FileList) => void} onFiles
 */
export function useDroppedFiles(onFiles) {
  const [isOver, setIsOver] = useState(false);
  /** @param {React.DragEvent} event */
  const has = (event) => event.dataTransfer.types.includes("Files");
  return {
    isOver,
    handlers: {
      onDragOver: /** @param {React.DragEvent} event */ (event) => {
        if (!has(event)) return;
        event.preventDefault();
        setIsOver(true);
      },
      onDragLeave: /** @param {React.DragEvent} event */ (event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setIsOver(false);
      },
      onDrop: /** @param {React.DragEvent} event */ (event) => {
        if (!has(event)) return;
        event.preventDefault();
        setIsOver(false);
        onFiles(event.dataTransfer.files);
      },
    },
  };
}
