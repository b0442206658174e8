// The menu of the open conversation, in the header: the same as the sidebar's.
import { useState } from "react";
import { call } from "../../lib/api.js";
import { withCode } from "../../lib/fetched.js";
import { ConversationMenu } from "./conversation_menu.jsx";
import { failed, useConversations } from "./conversation_store.js";
import { renameTitle } from "./editable_title.jsx";

/** @import { Answer } from "../../lib/types" */
/** @import { Conversation, OpenMenu } from "../types" */

/**
 * It may be far down the list, or not in what the sidebar shows.
 * @param {number} id
 */
async function fetched(id) {
  /** @type {Answer<Conversation>} */
  const { data, fault } = await call(`/api/conversations/${id}`);
  if (fault) failed(fault);
  return data;
}

/** @param {{ conversation: number }} props */
export function ChatMenu({ conversation: id }) {
  const { pinned, items } = useConversations();
  const [sent, setSent] = useState(
    /** @type {{ Dialog: typeof import("./sent_instructions.jsx").SentInstructions, opener: HTMLElement } | null} */ (null),
  );
  const [menu, setMenu] = useState(/** @type {OpenMenu | null} */ (null));
  if (!id) return null;
  /** @param {React.MouseEvent<HTMLElement>} event */
  const open = async ({ currentTarget: opener }) => {
    const conversation = [...pinned, ...items].find((one) => one.id === id) ?? (await fetched(id));
    if (conversation) setMenu({ conversation, opener });
  };
  const look = () => {
    const opener = /** @type {HTMLElement} */ (menu?.opener);
    return withCode(
      () => import("./sent_instructions.jsx"),
      ({ SentInstructions: Dialog }) => setSent({ Dialog, opener }),
    );
  };
  const leave = () => {
    sent?.opener.focus();
    setSent(null);
  };
  return (
    <>
      <button
        type="button"
        className="icon-button chat-menu"
        aria-label="Chat options"
        title="Chat options"
        aria-haspopup="menu"
        aria-expanded={menu !== null}
        onClick={open}
      >
        <span className="dots" aria-hidden="true" />
      </button>
      {menu && <ConversationMenu {...menu} onRename={renameTitle} onLook={look} onClose={() => setMenu(null)} />}
      {sent && <sent.Dialog conversation={id} onClose={leave} />}
    </>
  );
}
