// A conversation of the sidebar while several are selected: a checkbox.
import { nameOf } from "./conversation_store.js";
import { pick } from "./selection.js";

/** @import { Conversation } from "../types" */

/** @param {{ conversation: Conversation, isSelected: boolean }} props */
export function SelectedRow({ conversation, isSelected }) {
  const { id } = conversation;
  const name = nameOf(conversation);
  return (
    <li id={`conversation-${id}`} className="entry" draggable data-drag-chat={id}>
      <label className={isSelected ? "sidebar-item current" : "sidebar-item"} title={name}>
        <input
          type="checkbox"
          className="selection-box"
          checked={isSelected}
          onChange={(event) => pick(id, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)}
        />
        <span className="link-title" dir="auto">
          {name}
        </span>
      </label>
    </li>
  );
}
