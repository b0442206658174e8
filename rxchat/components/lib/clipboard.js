// Copying, also where a page gets no clipboard from the browser: over plain HTTP, or where it is forbidden. What became of it is said
// by <Copied>. Streamdown's buttons copy this way as well (GuardedPlugin).
import { createStore } from "./store.js";

/** @import { CopiedText, CopyResult } from "./types" */

const SAID_MS = { good: 2000, bad: 8000 };

const said = createStore(/** @type {CopyResult} */ (""));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {CopyResult} word */
function say(word) {
  clearTimeout(timer);
  if (word) timer = setTimeout(say, SAID_MS[word], "");
  said.set(word);
}

export const useCopied = () => said.use();

/**
 * By the browser's own command, which copies what is selected.
 * @param {CopiedText} texts
 */
function byCommand(texts) {
  const held = /** @type {HTMLElement | null} */ (document.activeElement);
  const box = document.createElement("textarea");
  box.className = "visually-hidden";
  box.value = texts["text/plain"];
  /** @param {ClipboardEvent} event */
  const put = (event) => {
    event.preventDefault();
    for (const [type, text] of Object.entries(texts)) event.clipboardData?.setData(type, text);
  };
  (held?.closest("dialog") ?? document.body).append(box); // all else is inert while a dialog is open
  box.select();
  document.addEventListener("copy", put, true);
  const isCopied = document.execCommand("copy");
  document.removeEventListener("copy", put, true);
  held?.focus({ preventScroll: true });
  box.remove();
  return isCopied;
}

/** @param {CopiedText} texts */
async function copy(texts) {
  const { clipboard } = window.navigator;
  const blobs = Object.entries(texts).map(([type, text]) => [type, new Blob([text], { type })]);
  let isCopied = false;
  try {
    if (blobs.length === 1) await clipboard.writeText(texts["text/plain"]);
    else await clipboard.write([new window.ClipboardItem(Object.fromEntries(blobs))]);
    isCopied = true;
  } catch {
    isCopied = byCommand(texts); // there is no clipboard, or it is forbidden
  }
  say(isCopied ? "good" : "bad");
  return isCopied;
}

/**
 * Returns whether the text was copied, and shows the user the result.
 * @param {string} text
 */
export const copyText = (text) => copy({ "text/plain": text });

/** What a library takes for the browser's clipboard. */
class Item {
  /** @param {Record<string, Blob>} blobs */
  constructor(blobs) {
    this.blobs = blobs;
  }
}

/** @param {Promise<boolean>} copying */
async function orThrow(copying) {
  if (!(await copying)) throw new Error("The browser doesn't let the page copy.");
}

if (typeof window !== "undefined") {
  window.rxchatClipboard = {
    Item,
    writeText: (text) => orThrow(copyText(text)),
    write: async ([{ blobs }]) => {
      const texts = await Promise.all(Object.entries(blobs).map(async ([type, blob]) => [type, await blob.text()]));
      await orThrow(copy({ "text/plain": "", ...Object.fromEntries(texts) }));
    },
  };
}
