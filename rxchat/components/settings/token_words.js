// Program tokens in words, and what the form says as the API takes it.
import { day } from "../lib/dates.js";

const DAY_MS = 86_400_000;
const MOST_DAYS = 3650;

/** @typedef {Pick<ApiBody<"Token">, "models" | "monthly_limit" | "expires_at" | "last_used_at">} Rules */

/** @param {Pick<Rules, "models">} token */
export const modelsOf = ({ models }) => (models.length ? models.join(", ") : "All models");

/** @param {Pick<Rules, "monthly_limit">} token */
export const rulesOf = ({ monthly_limit }) => (monthly_limit === null ? "No budget" : `$${monthly_limit} a month`);

/** @param {Pick<Rules, "expires_at" | "last_used_at">} token */
export function endOf({ expires_at, last_used_at }, now = new Date()) {
  const used = last_used_at === null ? "Never used" : `Last used ${day(new Date(last_used_at), now)}`;
  if (expires_at === null) return `${used} · Doesn't expire`;
  const end = new Date(expires_at);
  return `${used} · ${end <= now ? "Expired" : "Expires"} ${day(end, now)}`;
}

/**
 * The request's body, or what is wrong with the form.
 * @param {Record<string, FormDataEntryValue>} form
 * @param {Date} now
 * @returns {{ body?: object, wrong?: string }}
 */
export function tokenBody(form, now) {
  const [name, models, limit, days] = ["name", "models", "limit", "days"].map((field) => String(form[field] ?? "").trim());
  if (!name) return { wrong: "Enter the name of the program." };
  if (limit && !(Number(limit) > 0)) return { wrong: "Enter the budget as an amount in US dollars, such as 20." };
  if (days && !(Number.isInteger(Number(days)) && Number(days) >= 1 && Number(days) <= MOST_DAYS))
    return { wrong: `Enter a number of days from 1 to ${MOST_DAYS}.` };
  return {
    body: {
      name,
      models: models.split(/[\s,]+/).filter(Boolean),
      monthly_limit: limit ? Number(limit) : null,
      expires_at: days ? new Date(now.getTime() + Number(days) * DAY_MS).toISOString() : null,
    },
  };
}
