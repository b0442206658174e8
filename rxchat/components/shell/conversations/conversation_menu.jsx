// What can be done with a conversation: one menu for all of them, opened beside the one it is about.

import {
  Archive,
  ArchiveRestore,
  ClipboardCopy,
  Copy,
  Download,
  FileText,
  FolderInput,
  ListChecks,
  Pencil,
  Pin,
  PinOff,
  Send,
  Share2,
  Trash2,
} from "lucide-react";
import { useLocation, useNavigate } from "react-router";
import { useMenuPopover } from "../../lib/menu_popover.js";
import { openMove } from "../folders/move_opener.jsx";
import { copyConversation } from "./conversation_copy.js";
import { archive, beginRenaming, change, download, duplicate, nameOf, remove } from "./conversation_store.js";
import { ConversationUsage } from "./conversation_usage.jsx";
import { pick } from "./selection.js";
import { share } from "./share_opener.jsx";

/** @import { Icon } from "lucide-react" */
/** @import { OpenMenu } from "../types" */

/** @param {{ icon: Icon, children: React.ReactNode, isGrave?: boolean, onClick: () => void }} props */
export function Item({ icon: Icon, children, isGrave = false, onClick }) {
  return (
    <button type="button" className={isGrave ? "menu-item grave" : "menu-item"} role="menuitem" onClick={onClick}>
      <Icon size={16} aria-hidden="true" />
      <span className="grow">{children}</span>
    </button>
  );
}

/**
 * `opener` is the button it was opened with, `onRename` begins to rename, `onLook` shows what is sent; `onClose` is called when it has
 * closed by itself. With `isSelectable` several can be selected, from this one on.
 * @param {OpenMenu & { onRename?: (id: number) => void, onLook?: () => void, isSelectable?: boolean, onClose: () => void }} props
 */
export function ConversationMenu({ conversation, opener, onRename = beginRenaming, onLook, isSelectable, onClose }) {
  const menu = useMenuPopover(opener, onClose);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { id } = conversation;
  const copy = async () => {
    const { conversation: copy } = await duplicate(id);
    if (copy) navigate(`/c/${copy.id}`);
  };
  const putAway = async () => {
    const isShown = pathname.replace(/\/$/, "") === `/c/${id}`;
    if ((await remove(conversation, () => isShown && navigate(`/c/${id}`))) && isShown) navigate("/");
  };
  return (
    <div ref={menu} id="conversation-menu" className="menu" role="menu" popover="auto" aria-label={nameOf(conversation)}>
      <Item icon={Pencil} onClick={() => onRename(id)}>
        Rename
      </Item>
      <Item icon={conversation.is_pinned ? PinOff : Pin} onClick={() => change(id, { is_pinned: !conversation.is_pinned })}>
        {conversation.is_pinned ? "Unpin" : "Pin"}
      </Item>
      <Item icon={conversation.is_archived ? ArchiveRestore : Archive} onClick={() => archive(conversation)}>
        {conversation.is_archived ? "Unarchive" : "Archive"}
      </Item>
      <Item icon={FolderInput} onClick={() => openMove({ chats: [id], folder: 0 }, opener)}>
        Move to…
      </Item>
      {isSelectable && (
        <Item icon={ListChecks} onClick={() => pick(id)}>
          Select
        </Item>
      )}
      {onLook && (
        <Item icon={Send} onClick={onLook}>
          What is sent
        </Item>
      )}
      <Item icon={Share2} onClick={() => share(conversation, opener)}>
        Share
      </Item>
      <Item icon={Copy} onClick={copy}>
        Duplicate
      </Item>
      <Item icon={ClipboardCopy} onClick={() => copyConversation(conversation)}>
        Copy as Markdown
      </Item>
      <Item icon={FileText} onClick={() => download(conversation, "markdown")}>
        Export as Markdown
      </Item>
      <Item icon={Download} onClick={() => download(conversation, "json")}>
        Export as JSON
      </Item>
      <hr className="menu-line" />
      <ConversationUsage id={id} />
      <Item icon={Trash2} isGrave onClick={putAway}>
        Delete
      </Item>
    </div>
  );
}
