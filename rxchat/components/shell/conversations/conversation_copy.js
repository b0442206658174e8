// A conversation as Markdown in the clipboard.
import { request } from "../../lib/api.js";
import { copyText } from "../../lib/clipboard.js";
import { failed } from "./conversation_store.js";

/** @param {{ id: number }} conversation */
export async function copyConversation({ id }) {
  const { response, fault } = await request(`/api/conversations/${id}/export?format=markdown`, { method: "POST" });
  if (fault !== undefined) failed(fault);
  else await copyText(await response.text());
}
