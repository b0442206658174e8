// What else can be done with an artifact, in a menu below the button that opened it.
import { Copy, Pencil, Printer, Trash2 } from "lucide-react";
import { useMenuPopover } from "../../lib/menu_popover.js";
import { copy, remove } from "./artifact_changes.js";
import { printPanel } from "./panel_print.js";

/** @param {{ Icon: import("lucide-react").Icon, children: string, isGrave?: boolean, onClick: () => void }} props */
const Item = ({ Icon, children, isGrave, onClick }) => (
  <button type="button" className={isGrave ? "menu-item grave" : "menu-item"} role="menuitem" onClick={onClick}>
    <Icon size={16} aria-hidden="true" />
    <span className="grow">{children}</span>
  </button>
);

/** @import { ArtifactDocument } from "../types" */

/**
 * One that is still being written has no row yet, which could be changed.
 * @param {{ shown: ArtifactDocument, opener: HTMLElement, isBeside: boolean, onRename: () => void, onClose: () => void }} props
 */
export function ArtifactMenu({ shown, opener, isBeside, onRename, onClose }) {
  const menu = useMenuPopover(opener, onClose);
  const { id, title } = shown;
  return (
    <div ref={menu} id="artifact-menu" className="menu" role="menu" popover="auto" aria-label={title}>
      {id !== undefined && (
        <>
          <Item Icon={Pencil} onClick={onRename}>
            Rename
          </Item>
          <Item Icon={Copy} onClick={() => copy(id)}>
            Make a copy
          </Item>
        </>
      )}
      <Item Icon={Printer} onClick={printPanel}>
        Print
      </Item>
      {id !== undefined && (
        <>
          <hr className="menu-line" />
          <Item Icon={Trash2} isGrave onClick={() => remove({ ...shown, id }, isBeside)}>
            Delete
          </Item>
        </>
      )}
    </div>
  );
}
