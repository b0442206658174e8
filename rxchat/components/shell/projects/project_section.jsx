// The projects in the sidebar: pinned ones first, each with its color and how many chats it has.
import { ChevronRight, Pin, Plus } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { counted } from "../../lib/counted.js";
import { useElement } from "../../lib/element.js";
import { keep, read } from "../../lib/storage.js";
import { useConversations } from "../conversations/conversation_store.js";
import { enableDragging } from "../folders/drag.js";
import { DeleteProject } from "./delete_opener.jsx";
import { ProjectMenu } from "./project_menu.jsx";
import { create, loadMore, show, store } from "./project_store.js";

/** @typedef {import("./project_store.js").Project} Project */
/** @typedef {{ project: Project, opener: HTMLElement }} Opened */

const OPEN = "rxchat_projects_open";

/** @param {{ color: string }} props */
export const Dot = ({ color }) => (
  <span className="project-dot" style={color ? { backgroundColor: color } : undefined} aria-hidden="true" />
);

/** @param {{ onDone: () => void }} props */
function NewProject({ onDone }) {
  const field = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const navigate = useNavigate();
  const [isSaving, setIsSaving] = useState(false);
  useEffect(() => field.current.focus(), []);
  /** @param {React.FormEvent} event */
  const save = async (event) => {
    event.preventDefault();
    const name = field.current.value.trim();
    if (!name || isSaving) return;
    setIsSaving(true);
    const project = await create(name);
    setIsSaving(false);
    if (!project) return field.current.focus(); // what was typed is still there
    onDone();
    navigate(`/p/${project.id}`);
  };
  return (
    <form className="project-new" onSubmit={save}>
      <input
        ref={field}
        className="title-input"
        data-escapes=""
        aria-label="Project name"
        placeholder="Project name"
        maxLength={200}
        autoComplete="off"
        onKeyDown={(event) => event.key === "Escape" && onDone()}
        onBlur={(event) => !event.currentTarget.value.trim() && onDone()}
      />
    </form>
  );
}

/** @param {{ project: Project, isCurrent: boolean, isOpen: boolean, onMenu: (opened: Opened) => void }} props */
function Row({ project, isCurrent, isOpen, onMenu }) {
  const chats = counted(project.conversations, "chat");
  return (
    <li
      className="entry drop-target"
      data-menu={isOpen || undefined}
      data-drop-project={project.id}
      data-drop-name={project.name}
    >
      <Link
        to={`/p/${project.id}`}
        className={isCurrent ? "sidebar-item current" : "sidebar-item"}
        aria-current={isCurrent ? "page" : undefined}
        aria-label={`${project.name} (project, ${chats}${project.is_pinned ? ", pinned" : ""})`}
        title={`${project.name}\n${chats}`}
      >
        <Dot color={project.color} />
        <span className="link-title" dir="auto">
          {project.name}
        </span>
        {project.is_pinned && <Pin size={12} className="project-pin" aria-hidden="true" />}
        <span className="project-count">{project.conversations}</span>
      </Link>
      <button
        type="button"
        className="icon-button more"
        aria-label={`Options for the project ${project.name}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={(event) => onMenu({ project, opener: event.currentTarget })}
      >
        <span className="dots" aria-hidden="true" />
      </button>
    </li>
  );
}

/** `version` counts how often they have changed on the server. @param {{ version: number }} props */
export function ProjectSection({ version }) {
  const { projects, cursor, isLoaded, fault } = store.use();
  const { pathname } = useLocation();
  const shownId = Number(/^\/p\/(\d+)/.exec(pathname)?.[1] ?? 0);
  const [isOpen, setIsOpen] = useState(() => read(OPEN, true));
  const [isAdding, setIsAdding] = useState(false);
  const [menu, setMenu] = useState(/** @type {Opened | null} */ (null));
  const closeMenu = useCallback(() => setMenu(null), []);
  const { isArchived } = useConversations().view;
  useEffect(() => void show(isArchived), [version, isArchived]);
  useEffect(enableDragging, []);

  /** @param {boolean} next */
  const fold = (next) => {
    keep(OPEN, next);
    setIsOpen(next);
  };
  const add = () => {
    fold(true);
    setIsAdding(true);
  };
  return (
    <section className="project-section" aria-label="Projects">
      <div className="project-section-head">
        <button type="button" className="project-fold" aria-expanded={isOpen} onClick={() => fold(!isOpen)}>
          {isArchived ? "Archived projects" : "Projects"}
          <ChevronRight size={14} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="icon-button project-add"
          aria-label="New project"
          title="New project"
          data-command="new-project"
          onClick={add}
        >
          <Plus size={16} aria-hidden="true" />
        </button>
      </div>
      {isOpen && (
        <>
          {isAdding && <NewProject onDone={() => setIsAdding(false)} />}
          {fault && (
            <p className="quiet" role="alert">
              {fault}
            </p>
          )}
          <ul>
            {projects.map((project) => (
              <Row
                key={project.id}
                project={project}
                isCurrent={project.id === shownId}
                isOpen={menu?.project.id === project.id}
                onMenu={setMenu}
              />
            ))}
          </ul>
          {isLoaded && !projects.length && !isAdding && (
            <p className="quiet">
              {isArchived ? "No archived projects." : "Create a project to keep related chats and their instructions together."}
            </p>
          )}
          {cursor && (
            <button type="button" className="action show-more" onClick={loadMore}>
              More projects
            </button>
          )}
        </>
      )}
      {menu && <ProjectMenu {...menu} onClose={closeMenu} />}
      <DeleteProject />
    </section>
  );
}
