// The head of the project page: its name, editable in place, its color and what can be done with it.
import { useCallback, useEffect, useState } from "react";
import { Link, useLocation } from "react-router";
import { nameOf } from "../shell/conversations/conversation_store.js";
import { TitleInput } from "../shell/conversations/editable_title.jsx";
import { ProjectMenu } from "../shell/projects/project_menu.jsx";
import { Dot } from "../shell/projects/project_section.jsx";
import { LongText, Word } from "./project_fields.jsx";
import "./project_page.css";
import { load, save, shown } from "./shown_project.js";

/** The id in the page's address. */
export const useProjectId = () => Number(/^\/p\/(\d{1,18})\/?$/.exec(useLocation().pathname)?.[1] ?? 0);

/** `version` counts how often the projects have changed on the server. @param {{ version: number }} props */
export function ProjectHead({ version }) {
  const id = useProjectId();
  const { project, fault } = shown.use();
  const [isRenaming, setIsRenaming] = useState(false);
  const [opener, setOpener] = useState(/** @type {HTMLElement | null} */ (null));
  const close = useCallback(() => setOpener(null), []);
  useEffect(() => void load(id), [id, version]);
  useEffect(() => {
    if (project) document.title = `${project.name} · rxchat`;
  }, [project]);

  if (fault && !project) {
    return (
      <section className="project-missing">
        <h2 className="greeting">Project not found</h2>
        <p className="quiet">
          It may have been deleted, or the link is wrong. <Link to="/">Start a new chat</Link>
        </p>
      </section>
    );
  }
  if (!project || project.id !== id) return <div className="project-head" aria-busy="true" />;
  const name = nameOf({ title: project.name });
  /** @param {string} typed */
  const rename = (typed) => {
    setIsRenaming(false);
    save(id, "name", { name: typed });
  };
  return (
    <div className="project-head">
      <div className="project-name">
        <Dot color={project.color} />
        {isRenaming ? (
          <TitleInput title={name} label="Project name" longest={200} onSave={rename} onCancel={() => setIsRenaming(false)} />
        ) : (
          <h2>
            <button type="button" className="title-button" dir="auto" title="Rename" onClick={() => setIsRenaming(true)}>
              {name}
            </button>
          </h2>
        )}
        {project.is_archived && <span className="badge">Archived</span>}
        <button
          type="button"
          className="icon-button"
          aria-label="Project options"
          title="Project options"
          aria-haspopup="menu"
          aria-expanded={opener !== null}
          onClick={(event) => setOpener(event.currentTarget)}
        >
          <span className="dots" aria-hidden="true" />
        </button>
      </div>
      <Word member="name" />
      <LongText
        key={id}
        project={project}
        label="Description"
        member="description"
        rows={1}
        most={2000}
        placeholder="What is this project about?"
      />
      {opener && <ProjectMenu project={project} opener={opener} onClose={close} />}
    </div>
  );
}
