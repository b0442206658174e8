// The name of a code block's language, as people write it. Needs no browser.
import { named } from "./code_highlighter.js";

/** Each is, in lower case, a name that the highlighter knows. */
const LABELS = {
  cpp: "C++",
  csharp: "C#",
  css: "CSS",
  html: "HTML",
  javascript: "JavaScript",
  json: "JSON",
  jsx: "JSX",
  latex: "LaTeX",
  php: "PHP",
  powershell: "PowerShell",
  sql: "SQL",
  toml: "TOML",
  tsx: "TSX",
  typescript: "TypeScript",
  xml: "XML",
  yaml: "YAML",
};

/**
 * Of a language that isn't known, what the answer calls it.
 * @param {string} language
 */
export function labelOf(language) {
  const name = named(language);
  if (Object.hasOwn(LABELS, name)) return LABELS[/** @type {keyof typeof LABELS} */ (name)];
  return name.charAt(0).toUpperCase() + name.slice(1);
}
