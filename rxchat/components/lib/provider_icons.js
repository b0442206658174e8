// How a provider is drawn, from what is known of it. Needs no browser.

/** The providers whose vendor's mark `provider_marks.js` has: it is fetched when one of them is to be drawn. */
export const MARKED = new Set([
  "claude",
  "deepseek",
  "gemini",
  "groq",
  "lm_studio",
  "mistral",
  "ollama",
  "openai",
  "openrouter",
  "vllm",
]);

/** Lucide's, which the page is built with (`provider_icon.py`). */
const BUILT_IN = new Set(["laptop", "triangle-alert"]);

/** @param {string} label */
const initialOf = (label) => [...label.trim()][0]?.toUpperCase() ?? "";

/**
 * The part of the sprite to use, the address of the provider's own drawing, or the first letter of its label.
 * @param {{ provider: string, declared: string, label: string }} known
 * @returns {{ use?: string, src?: string, initial?: string }}
 */
export function iconOf({ provider, declared, label }) {
  if (MARKED.has(provider)) return { use: `#icon-${provider}` };
  if (BUILT_IN.has(declared)) return { use: `#icon-${declared}` };
  const drawing = declared.trim();
  if (drawing.startsWith("<svg")) return { src: `data:image/svg+xml,${encodeURIComponent(drawing)}` };
  return { initial: initialOf(label) };
}
