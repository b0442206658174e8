// Which providers the dialog shows for what is typed, and which one an address names. Needs no browser.
import { counted } from "../lib/counted.js";

/** @param {string} hash `#claude`, of `/settings#claude` */
export function nameIn(hash) {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return ""; // no name is written like that
  }
}

/**
 * Those in whose texts each typed word is found.
 * @template {{ name: string, label: string, company: string, about: string }} Provider
 * @param {Provider[]} providers
 * @param {string} typed
 */
export function found(providers, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return providers.filter(({ name, label, company, about }) => {
    const text = `${name} ${label} ${company} ${about}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/**
 * Why a provider that was saved can't be used.
 * @param {{ message: string, last_error: { code: string, message: string } | null }} status
 */
export function whyNot({ message, last_error: error }) {
  return error?.code === "authentication_failed" ? `${error.message} Check the key and try again.` : message;
}

/**
 * How a provider stands after it was connected.
 * @param {{ latency_ms: number | null, model_count: number }} status
 */
export function connectedIn({ latency_ms: ms, model_count: count }) {
  return [ms ? `Connected in ${ms} ms` : "Connected", count ? counted(count, "model") : ""].filter(Boolean).join(" · ");
}
