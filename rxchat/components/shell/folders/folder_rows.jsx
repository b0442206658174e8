// The rows of the folder tree: folders, the conversations in them, and the way to more of those.
import { ChevronRight, Folder as FolderIcon, FolderOpen } from "lucide-react";
import { memo } from "react";
import { Link } from "react-router";
import { counted } from "../../lib/counted.js";
import { Badge } from "../conversations/conversation_row.jsx";
import { nameOf } from "../conversations/conversation_store.js";
import { TitleInput } from "../conversations/editable_title.jsx";

/** @import { Conversation, Folder, Labels, TreeRow } from "../types" */

const LONGEST = 200;
const CAN_DRAG = window.matchMedia("(hover: hover)").matches; // a long press opens the menu

/**
 * What a row can do.
 * @typedef {object} RowActions
 * @property {(folder: Folder) => void} onToggle
 * @property {(folder: Folder, opener: HTMLElement) => void} onMenu
 * @property {(conversation: Conversation, opener: HTMLElement) => void} onChatMenu
 * @property {(row: TreeRow, name: string | null) => void} onNamed null where nothing is to change
 * @property {(folder: Folder) => void} onMore
 */

/** @typedef {{ style: React.CSSProperties } & React.AriaAttributes} Position */
/** @typedef {{ row: TreeRow, labels: Labels, isActive: boolean, isCurrent: boolean, isRenaming: boolean, actions: RowActions }} RowProps */

/** @param {{ name: string, isActive: boolean, onOpen: (opener: HTMLElement) => void }} props */
function Options({ name, isActive, onOpen }) {
  return (
    <button
      type="button"
      className="icon-button more"
      data-options=""
      tabIndex={isActive ? 0 : -1}
      aria-label={`Options for ${name}`}
      aria-haspopup="menu"
      onClick={(event) => {
        event.stopPropagation();
        onOpen(event.currentTarget);
      }}
    >
      <span className="dots" aria-hidden="true" />
    </button>
  );
}

/**
 * The frame of a row. The tree's keys are on the tree.
 * @param {React.HTMLAttributes<HTMLDivElement> & { isActive: boolean, position: Position, isDropTarget?: boolean }} props
 */
const Frame = ({ isActive, position, isDropTarget = false, ...more }) => (
  <div
    role="treeitem"
    tabIndex={isActive ? 0 : -1}
    {...position}
    className={isDropTarget ? "entry folder-entry drop-target" : "entry folder-entry"}
    {...more}
  />
);

/** @param {{ row: TreeRow, style: React.CSSProperties, onNamed: RowActions["onNamed"] }} props */
function Renaming({ row, style, onNamed }) {
  const { conversation, folder, key } = row;
  const name = conversation ? { title: nameOf(conversation) } : { label: "Folder name", longest: LONGEST, title: folder.name };
  return (
    <div className="entry folder-entry" style={style} data-key={key}>
      <TitleInput {...name} onSave={(typed) => onNamed(row, typed)} onCancel={() => onNamed(row, null)} />
    </div>
  );
}

/** @param {RowProps & { position: Position }} props */
function FolderRow({ row, isActive, actions, position }) {
  const { folder, isOpen } = row;
  const Icon = isOpen ? FolderOpen : FolderIcon;
  return (
    <Frame
      isActive={isActive}
      position={position}
      isDropTarget
      aria-expanded={isOpen}
      aria-label={`${folder.name}, ${counted(folder.conversations, "chat")}`}
      draggable={CAN_DRAG}
      data-drag-folder={folder.id}
      data-drop-folder={folder.id}
      data-menu-owner=""
      onClick={() => actions.onToggle(folder)}
    >
      <span className="sidebar-item folder-item" title={folder.name}>
        <ChevronRight className="folder-chevron" size={14} aria-hidden="true" />
        <Icon className="folder-icon" size={16} aria-hidden="true" />
        <span className="link-title" dir="auto">
          {folder.name}
        </span>
        {folder.conversations > 0 && <span className="folder-count">{folder.conversations}</span>}
      </span>
      <Options name={folder.name} isActive={isActive} onOpen={(opener) => actions.onMenu(folder, opener)} />
    </Frame>
  );
}

/** @param {RowProps & { position: Position, conversation: Conversation }} props */
function ChatRow({ conversation, labels, isActive, isCurrent, actions, position }) {
  const name = nameOf(conversation);
  const { id, provider } = conversation;
  return (
    <Frame
      isActive={isActive}
      position={position}
      aria-label={`${name} (${labels.get(provider) ?? provider})${conversation.is_unread && !isCurrent ? ", unread" : ""}`}
      aria-current={isCurrent ? "page" : undefined}
      data-drag-chat={id}
      data-menu-owner=""
    >
      <Link to={`/c/${id}`} tabIndex={-1} className={isCurrent ? "sidebar-item folder-item current" : "sidebar-item folder-item"}>
        <Badge provider={provider} labels={labels} />
        <span className="link-title" dir="auto">
          {name}
        </span>
        {conversation.is_unread && !isCurrent && <span className="unread" title="Unread" />}
      </Link>
      <Options name={name} isActive={isActive} onOpen={(opener) => actions.onChatMenu(conversation, opener)} />
    </Frame>
  );
}

/** @param {RowProps} props */
function AnyRow(props) {
  const { row, isActive, isRenaming, actions } = props;
  const style = { "--level": Math.min(row.level, 12) }; // deeper ones, of an older file, stay in sight
  if (row.kind === "note")
    return (
      <p className="folder-note" style={style}>
        {row.text}
      </p>
    );
  const position = {
    "aria-level": row.level,
    "aria-posinset": row.index + 1,
    "aria-setsize": row.size,
    "data-key": row.key,
    style,
  };
  if (isRenaming) return <Renaming row={row} style={style} onNamed={actions.onNamed} />;
  if (row.kind === "folder") return <FolderRow {...props} position={position} />;
  if (row.conversation) return <ChatRow {...props} conversation={row.conversation} position={position} />;
  return (
    <Frame isActive={isActive} position={position} onClick={() => actions.onMore(row.folder)}>
      <span className="sidebar-item folder-item folder-more">Show more</span>
    </Frame>
  );
}

/**
 * Rows are new objects whenever the tree changes; one that shows the same isn't drawn again.
 * @param {RowProps} one
 * @param {RowProps} other
 */
function isSame({ row: one, ...rest }, { row: other, ...others }) {
  const row = /** @type {(keyof TreeRow)[]} */ (Object.keys(one)).every((name) => one[name] === other[name]);
  return row && /** @type {(keyof typeof rest)[]} */ (Object.keys(rest)).every((name) => rest[name] === others[name]);
}

export const Row = memo(AnyRow, isSame);
