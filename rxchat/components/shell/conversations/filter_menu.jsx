// The menu of the list's filters, fetched when it is first opened.
import { Archive, Check, FolderPlus, SlidersHorizontal, Trash2 } from "lucide-react";
import { Link } from "react-router";
import { useMenuPopover } from "../../lib/menu_popover.js";
import { ProviderIcon } from "../../lib/provider_icon.jsx";
import { addFolder } from "../folders/folders_opener.jsx";
import { look } from "./conversation_store.js";

/** @import { ProviderBadge } from "../../lib/types" */
/** @import { View } from "../types" */

/** @param {{ isOn: boolean }} props */
const Tick = ({ isOn }) => (isOn ? <Check size={16} aria-hidden="true" /> : null);

/** @param {{ name: string, label: string, icon?: React.ReactNode, view: View }} props */
function Provider({ name, label, icon, view }) {
  const isOn = view.provider === name;
  return (
    <button type="button" className="menu-item" role="menuitemradio" aria-checked={isOn} onClick={() => look({ provider: name })}>
      {icon}
      <span className="grow">{label}</span>
      <Tick isOn={isOn} />
    </button>
  );
}

/** @param {{ opener: HTMLElement, view: View, badges: ProviderBadge[], onMore: () => void, onClose: () => void }} props */
export function FilterMenu({ opener, view, badges, onMore, onClose }) {
  const menu = useMenuPopover(opener, onClose);
  return (
    <div ref={menu} id="filter-menu" className="menu" role="menu" popover="auto" aria-label="Filter chats">
      <button
        type="button"
        className="menu-item"
        role="menuitemcheckbox"
        aria-checked={view.isArchived}
        onClick={() => look({ isArchived: !view.isArchived })}
      >
        <Archive size={16} aria-hidden="true" />
        <span className="grow">Archived</span>
        <Tick isOn={view.isArchived} />
      </button>
      <button type="button" className="menu-item" role="menuitem" onClick={addFolder}>
        <FolderPlus size={16} aria-hidden="true" />
        <span className="grow">New folder</span>
      </button>
      <button type="button" className="menu-item" role="menuitem" onClick={onMore}>
        <SlidersHorizontal size={16} aria-hidden="true" />
        <span className="grow">Project, model, date…</span>
      </button>
      <Link to="/settings/data#trash" className="menu-item" role="menuitem">
        <Trash2 size={16} aria-hidden="true" />
        <span className="grow">Recently deleted</span>
      </Link>
      <hr className="menu-line" />
      <Provider name="" label="All providers" view={view} />
      {badges.map(({ name, label }) => (
        <Provider key={name} name={name} label={label} icon={<ProviderIcon provider={name} label={label} />} view={view} />
      ))}
    </div>
  );
}
