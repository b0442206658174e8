// The name of a conversation, where it can be changed in place: Enter and leaving the field save, Escape does not.
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { useElement } from "../../lib/element.js";
import { createStore } from "../../lib/store.js";
import { change, nameOf } from "./conversation_store.js";

const LONGEST = 500;

const heading = createStore({ isRenaming: false });
/** @param {boolean} isRenaming */
const setIsRenaming = (isRenaming) => heading.set({ isRenaming });
/** Begin to rename the open conversation, in the heading. */
export const renameTitle = () => setIsRenaming(true);

/**
 * `label` says of what it is the name.
 * @param {{ title: string, label?: string, longest?: number, onSave: (typed: string) => void, onCancel: () => void }} props
 */
export function TitleInput({ title, label = "Chat name", longest = LONGEST, onSave, onCancel }) {
  const field = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const isOver = useRef(false);
  useEffect(() => field.current.select(), []);

  /** @param {boolean} isKept */
  const end = (isKept) => {
    if (isOver.current) return; // what takes the field away also takes the focus from it
    isOver.current = true;
    const typed = field.current.value.trim();
    if (isKept && typed && typed !== title) onSave(typed);
    else onCancel();
  };
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    end(event.key === "Enter");
  };
  return (
    <input
      ref={field}
      className="title-input"
      dir="auto"
      data-escapes=""
      aria-label={label}
      defaultValue={title}
      maxLength={longest}
      autoComplete="off"
      spellCheck={false}
      onKeyDown={pressed}
      onBlur={() => end(true)}
    />
  );
}

/** @param {{ project: { id: number, name: string, color: string } }} props */
const ProjectLink = ({ project: { id, name, color } }) => (
  <Link to={`/p/${id}`} className="title-project" title={`Project: ${name}`} aria-label={`Project: ${name}`}>
    <span className="title-project-dot" style={color ? { backgroundColor: color } : undefined} aria-hidden="true" />
    <span className="title-project-name">{name}</span>
  </Link>
);

/**
 * What the heading of the page says. A new chat has no name yet that could be changed.
 * @param {{ conversation: number, title: string, project: { id: number, name: string, color: string } }} props
 */
export function Title({ conversation, title, project }) {
  const button = /** @type {React.RefObject<HTMLButtonElement>} */ (useElement());
  const { isRenaming } = heading.use();
  const [saved, setSaved] = useState(/** @type {string | null} */ (null)); // shown until the server confirms it
  const hadFocus = useRef(false);
  useEffect(() => {
    setSaved(null);
    setIsRenaming(false);
  }, [conversation, title]);
  useEffect(() => {
    if (!isRenaming && hadFocus.current) button.current?.focus();
    hadFocus.current = isRenaming;
  }, [isRenaming]);

  const shown = conversation ? (saved ?? nameOf({ title })) : title || "New chat";
  useEffect(() => {
    document.title = conversation ? `${shown} · rxchat` : "rxchat";
  }, [conversation, shown]);

  if (!conversation) return shown;
  /** @param {string} typed */
  const save = async (typed) => {
    setSaved(typed);
    setIsRenaming(false);
    if ((await change(conversation, { title: typed })).fault) setSaved(null);
  };
  if (isRenaming) return <TitleInput title={shown} onSave={save} onCancel={() => setIsRenaming(false)} />;
  return (
    <>
      {project.id > 0 && <ProjectLink project={project} />}
      <button
        ref={button}
        type="button"
        className="title-button"
        dir="auto"
        title="Rename (F2)"
        onClick={() => setIsRenaming(true)}
        onKeyDown={(event) => event.key === "F2" && setIsRenaming(true)}
      >
        {shown}
      </button>
    </>
  );
}
