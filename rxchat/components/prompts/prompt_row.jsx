// A prompt in the list of its page.
import { Copy, Pencil, Trash2 } from "lucide-react";
import { counted } from "../lib/counted.js";
import { editPrompt } from "./editor_opener.jsx";

/** @import { PromptSummary, PromptView } from "./types" */
/** @typedef {(summary: PromptSummary) => Promise<void>} Act */

/** @param {{ name: string, children: React.ReactNode, onClick: (event: React.MouseEvent<HTMLElement>) => void }} props */
function Tool({ name, children, onClick }) {
  return (
    <button type="button" className="icon-button" aria-label={name} title={name} onClick={onClick}>
      {children}
    </button>
  );
}

/** @param {{ prompt: PromptSummary, onLook: (change: Partial<PromptView>) => void }} props */
function Facts({ prompt, onLook }) {
  return (
    <p className="prompt-facts">
      {prompt.category && (
        <button
          type="button"
          className="badge"
          title={`Show ${prompt.category} only`}
          onClick={() => onLook({ category: prompt.category })}
        >
          {prompt.category}
        </button>
      )}
      {prompt.tags.map((tag) => (
        <button key={tag} type="button" className="prompt-tag" title={`Show #${tag} only`} onClick={() => onLook({ tag })}>
          #{tag}
        </button>
      ))}
      {prompt.usage_count > 0 && <span>Used {counted(prompt.usage_count, "time")}</span>}
      {!prompt.is_own && <span>Shared by {prompt.owner}</span>}
      {prompt.is_own && prompt.is_public && <span>Shared</span>}
    </p>
  );
}

/**
 * @param {object} props
 * @param {PromptSummary} props.prompt
 * @param {{ remove: Act, copy: Act, use: Act, withText: (act: (prompt: import("./types").Prompt) => unknown) => Act }} props.actions
 * @param {(change: Partial<PromptView>) => void} props.onLook
 * @param {() => void} props.onChanged
 */
export function PromptRow({ prompt, actions, onLook, onChanged }) {
  const title = prompt.title || "Untitled";
  /** @param {React.MouseEvent<HTMLElement>} event */
  const edit = ({ currentTarget }) =>
    actions.withText((whole) => editPrompt({ prompt: whole }, currentTarget, onChanged))(prompt);
  return (
    <li className="prompt-row">
      <button type="button" className="prompt-title" dir="auto" onClick={edit}>
        {title}
      </button>
      <div className="prompt-row-tools">
        <button type="button" className="action" aria-label={`Use ${title}`} onClick={() => actions.use(prompt)}>
          Use
        </button>
        {prompt.is_own && (
          <Tool name={`Edit ${title}`} onClick={edit}>
            <Pencil size={16} aria-hidden="true" />
          </Tool>
        )}
        <Tool name={prompt.is_own ? `Duplicate ${title}` : `Save a copy of ${title}`} onClick={() => actions.copy(prompt)}>
          <Copy size={16} aria-hidden="true" />
        </Tool>
        {prompt.is_own && (
          <Tool name={`Delete ${title}`} onClick={() => actions.remove(prompt)}>
            <Trash2 size={16} aria-hidden="true" />
          </Tool>
        )}
      </div>
      <p className="prompt-about" dir="auto">
        {prompt.description || prompt.opening}
      </p>
      <Facts prompt={prompt} onLook={onLook} />
    </li>
  );
}
