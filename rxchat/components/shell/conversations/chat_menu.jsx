// The menu of the open conversation, in the header: the same as the sidebar's.
import { useState } from "react";
import { call } from "../../lib/api.js";
import { ConversationMenu } from "./conversation_menu.jsx";
import { failed, useConversations } from "./conversation_store.js";
import { renameTitle } from "./editable_title.jsx";

/** It may be far down the list, or not in what the sidebar shows. */
async function fetched(id) {
  const { data, fault } = await call(`/api/conversations/${id}`);
  if (fault) failed(fault);
  return data;
}

export function ChatMenu({ conversation: id }) {
  const { pinned, items } = useConversations();
  const [menu, setMenu] = useState(/** @type {import("./conversation_menu.jsx").Opened | null} */ (null));
  if (!id) return null;
  const open = async ({ currentTarget: opener }) => {
    const conversation = [...pinned, ...items].find((one) => one.id === id) ?? (await fetched(id));
    if (conversation) setMenu({ conversation, opener });
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
      {menu && <ConversationMenu {...menu} onRename={renameTitle} onClose={() => setMenu(null)} />}
    </>
  );
}
