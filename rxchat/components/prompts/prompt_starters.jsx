// Prompts to begin with, where there are none yet.
import { Plus } from "lucide-react";
import { STARTERS } from "./starters.js";

/** @import { PromptSummary, Starter } from "./types" */

/** @param {{ prompts: PromptSummary[], onAdd: (starter: Starter) => void }} props */
export function Starters({ prompts, onAdd }) {
  const titles = new Set(prompts.map(({ title }) => title));
  return (
    <section className="prompts-empty">
      <h2>Keep the prompts you use again and again</h2>
      <p className="quiet">
        Type / in an empty message box to insert one. Write {"{name}"} in its text where you want to fill something in. Start with
        these, write your own, or drop Markdown files here.
      </p>
      <ul className="prompts-starters">
        {STARTERS.map((starter) => (
          <li key={starter.title}>
            <strong>{starter.title}</strong>
            <span className="quiet">{starter.description}</span>
            <button
              type="button"
              className="action"
              aria-label={`Add ${starter.title}`}
              disabled={titles.has(starter.title)}
              onClick={() => onAdd(starter)}
            >
              <Plus size={14} aria-hidden="true" />
              {titles.has(starter.title) ? "Added" : "Add"}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
