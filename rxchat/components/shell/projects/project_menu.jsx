// What can be done with a project: one menu for all of them, opened beside the one it is about.
import { Archive, ArchiveRestore, Pin, PinOff, Trash2 } from "lucide-react";
import { useMenuPopover } from "../../lib/menu_popover.js";
import { askToDelete } from "./delete_opener.jsx";
import { change } from "./project_store.js";

/** @param {{ project: import("./project_store.js").Project, opener: HTMLElement, onClose: () => void }} props */
export function ProjectMenu({ project, opener, onClose }) {
  const menu = useMenuPopover(opener, onClose);
  const { id, is_pinned: isPinned, is_archived: isArchived } = project;
  const [PinIcon, ArchiveIcon] = [isPinned ? PinOff : Pin, isArchived ? ArchiveRestore : Archive];
  return (
    <div ref={menu} id="project-menu" className="menu" role="menu" popover="auto" aria-label={project.name}>
      <button type="button" className="menu-item" role="menuitem" onClick={() => change(id, { is_pinned: !isPinned })}>
        <PinIcon size={16} aria-hidden="true" />
        <span className="grow">{isPinned ? "Unpin" : "Pin"}</span>
      </button>
      <button type="button" className="menu-item" role="menuitem" onClick={() => change(id, { is_archived: !isArchived })}>
        <ArchiveIcon size={16} aria-hidden="true" />
        <span className="grow">{isArchived ? "Unarchive" : "Archive"}</span>
      </button>
      <hr className="menu-line" />
      <button type="button" className="menu-item grave" role="menuitem" onClick={() => askToDelete(project, opener)}>
        <Trash2 size={16} aria-hidden="true" />
        <span className="grow">Delete…</span>
      </button>
    </div>
  );
}
