// What an import of prompts says when it is over. Needs no browser.
import { counted } from "../lib/counted.js";

/** @param {ApiBody<"ImportedPrompts">} report */
export function importWords({ added, duplicates, rejected, reasons }) {
  const words = [added ? `Imported ${counted(added, "prompt")}.` : "No new prompts in these files."];
  if (duplicates) words.push(duplicates === 1 ? "1 was already here." : `${duplicates} were already here.`);
  if (rejected) {
    words.push(`${counted(rejected, "file")} couldn't be read:`);
    words.push(reasons.map(({ name, reason }) => `${name}: ${reason}`).join(" "));
    if (rejected > reasons.length) words.push(`And ${counted(rejected - reasons.length, "more file")}.`);
  }
  return { text: words.join(" "), isBad: rejected > 0 };
}
