// What is said of a share link, in the dialog and in the settings.
import { counted } from "../../lib/counted.js";

/** @typedef {ApiBody<"ShareBody">} Link */

/** @param {Pick<Link, "token">} link */
export const addressOf = (link) => new URL(`/share/${link.token}`, window.location.origin).href;
/** @param {string} at */
const day = (at) => new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" });

/**
 * How a link stands.
 * @param {Pick<Link, "is_public" | "is_expired" | "expires_at">} link
 */
export function stateOf(link) {
  if (!link.is_public) return "Private, link is off";
  if (link.is_expired) return "Expired";
  return link.expires_at ? `Expires ${day(link.expires_at)}` : "Doesn't expire";
}

/**
 * What a link shows: a copy has its messages, a link of the older program has none of its own.
 * @param {Pick<Link, "taken_at" | "message_count">} link
 */
export const contentsOf = (link) => (link.taken_at ? counted(link.message_count, "message") : "Shows the chat as it is now");
