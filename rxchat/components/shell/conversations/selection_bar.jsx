// What can be done with the selected conversations. Fetched when the first one is selected.
import { Archive, ArchiveRestore, FolderInput, Trash2, X } from "lucide-react";
import { useLocation, useNavigate } from "react-router";
import { openMove } from "../folders/move_opener.jsx";
import { useConversations } from "./conversation_store.js";
import { archiveAll, chosen, clear, removeAll, selection } from "./selection.js";
import "./selection_bar.css";

export function SelectionBar() {
  const { ids } = selection.use();
  const { view } = useConversations();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const [ArchiveIcon, archiving] = view.isArchived ? [ArchiveRestore, "Unarchive"] : [Archive, "Archive"];
  const archive = async () => {
    if (await archiveAll(chosen(), !view.isArchived)) clear();
  };
  const remove = async () => {
    const all = chosen();
    const isShown = all.some((one) => pathname.replace(/\/$/, "") === `/c/${one.id}`);
    if (!(await removeAll(all))) return;
    clear();
    if (isShown) navigate("/");
  };
  return (
    <div className="selection-bar" role="toolbar" aria-label="Selected chats">
      <p role="status">{ids.size} selected</p>
      <button
        type="button"
        className="icon-button"
        aria-label="Move to…"
        title="Move to…"
        disabled={!ids.size}
        onClick={(event) => openMove({ chats: [...ids], folder: 0 }, event.currentTarget)}
      >
        <FolderInput size={16} aria-hidden="true" />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label={archiving}
        title={archiving}
        disabled={!ids.size}
        onClick={archive}
      >
        <ArchiveIcon size={16} aria-hidden="true" />
      </button>
      <button type="button" className="icon-button" aria-label="Delete" title="Delete" disabled={!ids.size} onClick={remove}>
        <Trash2 size={16} aria-hidden="true" />
      </button>
      <button type="button" className="icon-button" aria-label="Cancel selection" title="Cancel selection (Esc)" onClick={clear}>
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
