// "Move to…": a list of projects and folders to choose from by search and arrows, for chats or a folder.
import { Folder as FolderIcon, FolderKanban, FolderPlus, Inbox } from "lucide-react";
import { useDeferredValue, useEffect, useId, useMemo, useState } from "react";
import { call } from "../../lib/api.js";
import { counted } from "../../lib/counted.js";
import { Dialog } from "../../lib/dialog.jsx";
import { useElement } from "../../lib/element.js";
import { store as conversations } from "../conversations/conversation_store.js";
import { chatPlace, destinations, folderPlace, search } from "./destinations.js";
import { createFolder, folderOf, load, moveChats, moveFolder, toggle, useFolders } from "./folder_store.js";
import "./move_dialog.css";

/** @import { Answer } from "../../lib/types" */
/** @import { Destination, Movables } from "../types" */
/** @import { Project } from "./destinations.js" */

const MOST_SHOWN = 200;
const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
const ICONS = { none: Inbox, project: FolderKanban, folder: FolderIcon };

/** All projects, page by page. */
async function allProjects() {
  /** @type {Project[]} */
  const found = [];
  let cursor = "";
  do {
    /** @type {Answer<ApiBody<"ProjectPage">>} */
    const { data, fault } = await call(`/api/projects?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    if (!data) return { found, fault };
    found.push(...data.projects.filter((project) => !project.is_archived));
    cursor = data.next_cursor ?? "";
  } while (cursor);
  return { found, fault: "" };
}

/** @param {{ id: string, to: Destination, isActive: boolean, isFlat: boolean, onChoose: (to: Destination) => void }} props */
function Option({ id, to, isActive, isFlat, onChoose }) {
  const Icon = ICONS[to.kind];
  const path = isFlat ? to.path : "";
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search field's
    // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus
    <div
      id={id}
      role="option"
      className="move-option"
      aria-selected={isActive}
      aria-label={to.path ? `${to.name}, in ${to.path}` : to.name}
      style={{ "--level": isFlat ? 1 : Math.min(to.level, 12) }}
      onClick={() => onChoose(to)}
    >
      <Icon size={16} aria-hidden="true" />
      <span className="link-title" dir="auto">
        {to.name}
      </span>
      {path && <span className="move-path quiet">{path}</span>}
    </div>
  );
}

/** @param {{ where: string, onCreate: (name: string) => void, onCancel: () => void }} props */
function NewFolder({ where, onCreate, onCancel }) {
  const field = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  useEffect(() => field.current.focus(), []);
  /** @param {React.FormEvent} event */
  const submit = (event) => {
    event.preventDefault();
    const name = field.current.value.trim();
    if (name) onCreate(name);
  };
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // it closes this field, not the dialog
    onCancel();
  };
  return (
    <form className="move-new" onSubmit={submit}>
      <label>
        {where ? `New folder in ${where}` : "New folder"}
        <input
          ref={field}
          className="field move-field"
          maxLength={200}
          placeholder="Name"
          autoComplete="off"
          onKeyDown={pressed}
        />
      </label>
      <button type="submit" className="action primary">
        Create and move
      </button>
      <button type="button" className="action" onClick={onCancel}>
        Cancel
      </button>
    </form>
  );
}

/** @param {{ to: Destination | undefined, onNew: () => void, onMove: (to: Destination) => void }} props */
function Actions({ to, onNew, onMove }) {
  return (
    <div className="dialog-actions">
      <button type="button" className="action move-add" onClick={onNew}>
        <FolderPlus size={16} aria-hidden="true" />
        {to && to.kind !== "none" ? "New folder here" : "New folder"}
      </button>
      <button type="button" className="action primary" disabled={!to} onClick={() => to && onMove(to)}>
        Move
      </button>
    </div>
  );
}

/** @param {Movables} moving */
function titleOf({ chats, folder }) {
  if (folder) return `Move “${folderOf(folder)?.name ?? "folder"}” to…`;
  return chats.length === 1 ? "Move chat to…" : `Move ${counted(chats.length, "chat")} to…`;
}

/** @param {Movables} moving @param {Destination} to */
function move({ chats, folder }, to) {
  if (folder) return moveFolder(folder, folderPlace(to));
  const { pinned, items } = conversations.get();
  const rows = [...pinned, ...items].filter(({ id }) => chats.includes(id));
  return moveChats(chats, chatPlace(to), to.kind === "none" ? "" : to.name, rows);
}

/** @param {Movables} moving @param {Destination | undefined} to @param {string} name of the folder that is made there */
async function moveToNew(moving, to, name) {
  const place = to ? folderPlace(to) : { parent_id: null, project_id: null };
  const made = await createFolder({ name, ...place, conversation_ids: moving.chats });
  if (!made) return;
  if (place.parent_id) toggle(place.parent_id, true);
  if (moving.folder) moveFolder(moving.folder, { parent_id: made.id, project_id: made.project_id });
}

/** @param {{ moving: Movables }} props what is moved @returns the places, and what went wrong with reading them */
function usePlaces({ moving }) {
  const { folders } = useFolders();
  const [read, setRead] = useState(/** @type {{ projects: Project[], fault: string } | null} */ (null));
  useEffect(() => {
    load();
    allProjects().then(({ found, fault = "" }) => setRead({ projects: found, fault }));
  }, []);
  const all = useMemo(() => destinations(folders, read?.projects ?? [], moving.folder), [folders, read, moving.folder]);
  return { all, fault: read?.fault ?? "", isLoading: read === null };
}

/** @param {{ moving: Movables, onClose: () => void }} props */
export function MoveDialog({ moving, onClose }) {
  const { all, fault, isLoading } = usePlaces({ moving });
  const list = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  const id = useId();
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState("none");
  const [isNaming, setIsNaming] = useState(false);
  const words = useDeferredValue(typed.trim());
  const found = useMemo(() => search(all, words), [all, words]);
  const shown = found.slice(0, MOST_SHOWN);
  const index = shown.findIndex((to) => to.key === active);
  const at = Math.max(0, index);
  const chosen = shown[at];
  useEffect(() => {
    list.current.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [at, words]);
  /** @param {Destination} to */
  const choose = (to) => {
    onClose();
    move(moving, to);
  };
  /** @param {string} name */
  const create = (name) => {
    onClose();
    moveToNew(moving, chosen, name);
  };
  /** @param {React.KeyboardEvent} event */
  const pressed = (event) => {
    const step = STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (step) {
      event.preventDefault();
      const next = shown[Math.min(Math.max(0, at + step), shown.length - 1)];
      if (next) setActive(next.key);
    }
    if (event.key !== "Enter" || !chosen) return;
    event.preventDefault();
    choose(chosen);
  };
  return (
    <Dialog title={titleOf(moving)} className="move-dialog" onClose={onClose}>
      <input
        data-focus
        className="field move-field"
        type="text"
        role="combobox"
        aria-label="Search projects and folders"
        aria-controls={id}
        aria-expanded="true"
        aria-activedescendant={chosen ? `${id}-${chosen.key}` : undefined}
        placeholder="Search projects and folders"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={pressed}
      />
      <div ref={list} id={id} role="listbox" className="move-list" aria-label="Projects and folders">
        {shown.map((to) => (
          <Option key={to.key} id={`${id}-${to.key}`} to={to} isActive={to === chosen} isFlat={words !== ""} onChoose={choose} />
        ))}
      </div>
      <p className="quiet move-note" role="status">
        {fault || noteOf(found.length, words, isLoading)}
      </p>
      {isNaming ? (
        <NewFolder
          where={chosen && chosen.kind !== "none" ? chosen.name : ""}
          onCreate={create}
          onCancel={() => setIsNaming(false)}
        />
      ) : (
        <Actions to={chosen} onNew={() => setIsNaming(true)} onMove={choose} />
      )}
    </Dialog>
  );
}

/** @param {number} count @param {string} words @param {boolean} isLoading */
function noteOf(count, words, isLoading) {
  if (isLoading) return "Loading…";
  if (count === 0) return `No project or folder matches “${words}”`;
  if (count > MOST_SHOWN) return `Showing ${MOST_SHOWN} of ${count}. Type to find others.`;
  return words ? `${count} found` : "";
}
