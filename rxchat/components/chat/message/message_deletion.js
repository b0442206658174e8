// Deletes a message with what follows it, and for some seconds brings it back. The server updates the page, as it does all other tabs.
import { call } from "../../lib/api.js";
import { counted } from "../../lib/counted.js";
import { failed, store } from "../../shell/conversations/conversation_store.js";

/** @import { Answer } from "../../lib/types" */

/** @param {number} id */
async function restore(id) {
  const { fault } = await call(`/api/messages/${id}/restore`, { method: "POST" });
  if (fault) failed(fault);
}

/** @param {number} id */
export async function deleteMessage(id) {
  /** @type {Answer<ApiBody<"DeletedMessagesBody">>} */
  const { data, fault } = await call(`/api/messages/${id}`, { method: "DELETE" });
  if (fault !== undefined) failed(fault);
  else store.update({ notice: { text: `${counted(data.count, "message")} deleted`, undo: () => restore(data.message_id) } });
}
