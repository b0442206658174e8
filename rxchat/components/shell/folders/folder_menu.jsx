// What can be done with a folder: one menu for all of them, opened beside the one it is about.
import { FolderInput, FolderPlus, Pencil, Trash2 } from "lucide-react";
import { useMenuPopover } from "../../lib/menu_popover.js";
import { beginRenamingFolder, deleteFolder, newFolder } from "./folder_store.js";
import { openMove } from "./move_opener.jsx";

/** @import { Icon } from "lucide-react" */
/** @import { Folder } from "../types" */

/** @param {{ icon: Icon, children: React.ReactNode, isGrave?: boolean, onClick: () => void }} props */
function Item({ icon: Icon, children, isGrave = false, onClick }) {
  return (
    <button type="button" className={isGrave ? "menu-item grave" : "menu-item"} role="menuitem" onClick={onClick}>
      <Icon size={16} aria-hidden="true" />
      <span className="grow">{children}</span>
    </button>
  );
}

/** @param {{ folder: Folder, opener: HTMLElement, onClose: () => void }} props */
export function FolderMenu({ folder, opener, onClose }) {
  const menu = useMenuPopover(opener, onClose);
  return (
    <div ref={menu} id="folder-menu" className="menu" role="menu" popover="auto" aria-label={folder.name}>
      <Item icon={Pencil} onClick={() => beginRenamingFolder(folder.id)}>
        Rename
      </Item>
      <Item icon={FolderPlus} onClick={() => newFolder({ parent_id: folder.id, project_id: folder.project_id })}>
        New folder inside
      </Item>
      <Item icon={FolderInput} onClick={() => openMove({ chats: [], folder: folder.id }, opener)}>
        Move to…
      </Item>
      <hr className="menu-line" />
      <Item icon={Trash2} isGrave onClick={() => deleteFolder(folder)}>
        Delete folder
      </Item>
    </div>
  );
}
