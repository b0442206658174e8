// One conversation of the sidebar: a link, and a button that opens what can be done with it.
import { memo } from "react";
import { Link } from "react-router";
import { brief } from "../../lib/dates.js";
import { ProviderIcon } from "../../lib/provider_icon.jsx";
import { beginRenaming, change, nameOf } from "./conversation_store.js";
import { TitleInput } from "./editable_title.jsx";
import { SelectedRow } from "./selected_row.jsx";
import { pick } from "./selection.js";

/** @import { Conversation, Labels } from "../types" */

/**
 * Whose last answer it is; the name of it is for those who do not see the icon.
 * @param {{ provider: string, labels: Labels }} props
 */
export function Badge({ provider, labels }) {
  const label = labels.get(provider) ?? provider;
  return (
    <span className="entry-badge" title={label}>
      <ProviderIcon provider={provider} label={label} />
    </span>
  );
}

/**
 * @param {object} props
 * @param {Conversation} props.conversation
 * @param {Labels} props.labels
 * @param {boolean} props.isCurrent
 * @param {boolean} props.isRunning
 * @param {boolean} props.isRenaming
 * @param {boolean} props.isOpen
 * @param {boolean} props.isSelecting whether several are being selected
 * @param {boolean} props.isSelected
 * @param {(conversation: Conversation, opener: HTMLElement) => void} props.onMenu
 */
function ConversationRow({ conversation, labels, isCurrent, isRunning, isRenaming, isOpen, isSelecting, isSelected, onMenu }) {
  const name = nameOf(conversation);
  const { id, provider } = conversation;
  const isUnread = conversation.is_unread && !isCurrent && !isRunning;
  const stop = () => {
    beginRenaming(0);
    requestAnimationFrame(() => /** @type {HTMLElement} */ (document.querySelector(`#conversation-${id} a`))?.focus());
  };
  /** @param {string} title */
  const save = async (title) => {
    await change(id, { title });
    stop();
  };
  if (isSelecting) return <SelectedRow conversation={conversation} isSelected={isSelected} />;
  if (isRenaming) {
    return (
      <li id={`conversation-${id}`} className="entry">
        <TitleInput title={name} onSave={save} onCancel={stop} />
      </li>
    );
  }
  return (
    <li
      id={`conversation-${id}`}
      className="entry"
      data-menu={isOpen || undefined}
      data-provider={provider}
      data-drag-chat={id}
      data-menu-owner=""
    >
      <Link
        to={`/c/${id}`}
        className={isCurrent ? "sidebar-item current" : "sidebar-item"}
        aria-current={isCurrent ? "page" : undefined}
        aria-label={`${name} (${labels.get(provider) ?? provider})${isRunning ? ", responding" : isUnread ? ", unread" : ""}`}
        title={`${name}\n${labels.get(provider) ?? provider} · ${brief(new Date(conversation.updated_at))}`}
        onKeyDown={(event) => event.key === "F2" && beginRenaming(id)}
        onClick={(event) => {
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
          event.preventDefault();
          pick(id, event.shiftKey);
        }}
      >
        <Badge provider={provider} labels={labels} />
        <span className="link-title" dir="auto">
          {name}
        </span>
        {isRunning && <span className="pulse" title="Responding…" />}
        {isUnread && (
          <span className="unread" title="Unread">
            <span className="visually-hidden">Unread</span>
          </span>
        )}
      </Link>
      <button
        type="button"
        className="icon-button more"
        data-options=""
        aria-label={`Options for ${name}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={(event) => onMenu(conversation, event.currentTarget)}
      >
        <span className="dots" aria-hidden="true" />
      </button>
    </li>
  );
}

export const Entry = memo(ConversationRow);
