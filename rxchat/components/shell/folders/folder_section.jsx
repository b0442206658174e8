// The folders in the sidebar or on a project's page: a tree that is walked by arrows, as the WAI-ARIA pattern says. Fetched when there
// is a folder.
import { ChevronRight, FolderPlus } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { partsOf } from "../../lib/chunks.js";
import { useElement } from "../../lib/element.js";
import { keep, read } from "../../lib/storage.js";
import { ConversationMenu } from "../conversations/conversation_menu.jsx";
import { change } from "../conversations/conversation_store.js";
import { enableDragging } from "./drag.js";
import { FolderMenu } from "./folder_menu.jsx";
import { Row } from "./folder_rows.jsx";
import * as store from "./folder_store.js";
import { keyAction, rowsOf, shifted, typeAhead } from "./folder_tree.js";
import "./folders.css";

/** @import { Conversation, Folder, Labels, TreeRow } from "../types" */
/** @import { RowActions } from "./folder_rows.jsx" */
/** @typedef {{ folder?: Folder, conversation?: Conversation, opener: HTMLElement }} Opened */

const PART = 25; // rows, about as high as the list
const FOLDED = "rxchat_folders_folded";
const PAUSE_MS = 700; // between the letters of a name

export { load, newFolder, show } from "./folder_store.js";

/**
 * What keys do in the tree. Returns the handler.
 * @param {{ rows: TreeRow[], at: number, focus: (index: number) => void, actions: RowActions, folders: Folder[] }} tree
 */
function useKeys({ rows, at, focus, actions, folders }) {
  const typed = useRef({ letters: "", at: 0 });
  /** @param {string} letter */
  const find = (letter) => {
    const now = Date.now();
    const letters = now - typed.current.at > PAUSE_MS ? letter : typed.current.letters + letter;
    typed.current = { letters, at: now };
    focus(typeAhead(rows, at, letters));
  };
  /** @param {KeyboardEvent | React.KeyboardEvent} event @param {TreeRow} row */
  const act = ({ key, altKey }, row) => {
    if (altKey) {
      if (row.kind !== "folder" || !key.startsWith("Arrow")) return false;
      const place = shifted(folders, row.folder, key);
      if (place?.parent_id) store.toggle(place.parent_id, true);
      if (place) store.moveFolder(row.folder.id, place, { isQuiet: true });
      focus(-1);
      return true; // also where it can't go: the browser would leave the page
    }
    if (key === "Enter" || key === " ") press(row, actions);
    else if (key === "F2") actions.onNamed(row, "");
    else if (key === "Delete" && row.kind === "folder") store.deleteFolder(row.folder);
    else {
      const action = keyAction(rows, at, key);
      if (action && "focus" in action) focus(action.focus);
      else if (action) store.toggle(row.folder.id, action.isOpen);
      else if (key.length === 1) find(key);
      return action !== null || key.length === 1;
    }
    return true;
  };
  /** @param {React.KeyboardEvent<HTMLElement>} event */
  return (event) => {
    const isRow = event.target instanceof Element && event.target.matches("[role=treeitem]");
    if (!isRow || event.ctrlKey || event.metaKey || !rows[at]) return;
    if (["?", "/"].includes(event.key) || !act(event, rows[at])) return;
    event.preventDefault();
    event.stopPropagation(); // the list has arrows of its own
  };
}

/** @param {TreeRow} row @param {RowActions} actions */
function press({ kind, key, folder }, actions) {
  if (kind === "folder") actions.onToggle(folder);
  else if (kind === "more") actions.onMore(folder);
  else {
    const link = /** @type {HTMLElement | null} */ (document.querySelector(`[data-key="${key}"] a`));
    link?.click();
  }
}

/** @param {Opened & { onRename: () => void, onClose: () => void }} props `onRename` begins to rename a chat */
function Menu({ folder, conversation, opener, onRename, onClose }) {
  if (folder) return <FolderMenu folder={folder} opener={opener} onClose={onClose} />;
  if (!conversation) return null;
  return <ConversationMenu conversation={conversation} opener={opener} onRename={onRename} onClose={onClose} />;
}

/** @param {{ project: number | null, labels: Labels, shownId: number }} props */
export function FolderTree({ project, labels, shownId }) {
  const { folders, open, pages, renaming, said } = store.useFolders();
  const tree = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());
  const [active, setActive] = useState("");
  const [renamedChat, setRenamedChat] = useState("");
  const [menu, setMenu] = useState(/** @type {Opened | null} */ (null));
  const [, redraw] = useState(0);
  const wanted = useRef(""); // the row that gets the focus once it is drawn
  const rows = useMemo(() => rowsOf(folders, { project, open, pages }), [folders, project, open, pages]);
  const found = rows.findIndex((row) => row.key === active);
  const at = Math.max(0, found);
  useEffect(() => {
    if (!wanted.current || renaming || renamedChat) return;
    /** @type {HTMLElement | null} */ (tree.current.querySelector(`[data-key="${wanted.current}"]`))?.focus();
    wanted.current = "";
  });
  /** @param {number} index the row, or -1 for the one that has the focus, wherever it is drawn now */
  const focus = (index) => {
    if (index >= 0) setActive(rows[index].key);
    wanted.current = rows[index]?.key ?? active;
    redraw((count) => count + 1);
  };
  const actions = useMemo(
    () =>
      /** @type {RowActions} */ ({
        onToggle: ({ id }) => store.toggle(id, !store.store.get().open.has(id)),
        onMenu: (folder, opener) => setMenu({ folder, opener }),
        onChatMenu: (conversation, opener) => setMenu({ conversation, opener }),
        onMore: ({ id }) => store.loadPage(id, true),
        onNamed: ({ key, kind, folder, conversation }, name) => {
          if (name === "") {
            if (kind === "folder") store.beginRenamingFolder(folder.id);
            else setRenamedChat(key);
            return;
          }
          wanted.current = key;
          setActive(key);
          setRenamedChat("");
          if (kind === "chat" && conversation && name !== null) change(conversation.id, { title: name });
          else if (kind === "folder" && name !== null) store.renameFolder(folder.id, name);
          else store.beginRenamingFolder(0);
        },
      }),
    [],
  );
  const pressed = useKeys({ rows, at, focus, actions, folders });
  const closeMenu = useCallback(() => setMenu(null), []);
  return (
    <>
      <div
        ref={tree}
        role="tree"
        className="folder-tree"
        aria-label="Folders"
        onKeyDown={pressed}
        onFocus={({ target }) => setActive(target.closest("[data-key]")?.getAttribute("data-key") ?? active)}
      >
        {partsOf(rows, PART).map((part, number) => (
          <div key={number} role="presentation" className="part" style={{ "--rows": part.length }}>
            {part.map((row) => (
              <Row
                key={row.key}
                row={row}
                labels={labels}
                isActive={row.key === rows[at]?.key}
                isCurrent={row.conversation?.id === shownId}
                isRenaming={row.kind === "folder" ? row.folder.id === renaming : row.key === renamedChat}
                actions={actions}
              />
            ))}
          </div>
        ))}
      </div>
      <p role="status" className="visually-hidden">
        {said}
      </p>
      {menu && <Menu {...menu} onRename={() => setRenamedChat(active)} onClose={closeMenu} />}
    </>
  );
}

/**
 * The folders of a project, or those outside of any. Dropped on its heading, chats leave their folder and folders come to the top.
 * @param {{ project: number | null, labels: Labels, shownId: number }} props
 */
export function FolderSection({ project, labels, shownId }) {
  const [isFolded, setIsFolded] = useState(() => read(FOLDED) === true);
  const { folders } = store.useFolders();
  useEffect(enableDragging, []);
  const isEmpty = !folders.some((folder) => folder.project_id === project);
  if (isEmpty && project === null && folders.length === 0) return null;
  const fold = () => {
    keep(FOLDED, !isFolded);
    setIsFolded(!isFolded);
  };
  const add = () => {
    if (isFolded) fold();
    store.newFolder({ parent_id: null, project_id: project });
  };
  const takes = project === null ? { "data-drop-folder": 0 } : { "data-drop-project": project };
  return (
    <section className="folder-section">
      <div className="folder-head drop-target" {...takes}>
        <h2 className="group-name">
          <button type="button" aria-expanded={!isFolded} onClick={fold}>
            Folders
            <ChevronRight className="folder-chevron" size={14} aria-hidden="true" />
          </button>
        </h2>
        <button type="button" className="icon-button folder-add" aria-label="New folder" title="New folder" onClick={add}>
          <FolderPlus size={16} aria-hidden="true" />
        </button>
      </div>
      {!isFolded && !isEmpty && <FolderTree project={project} labels={labels} shownId={shownId} />}
    </section>
  );
}
