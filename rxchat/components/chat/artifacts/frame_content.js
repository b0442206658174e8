// Frame content: the document and the libraries with which an artifact runs in its frame, by its format.
import { mermaidScript, reactScript } from "./frame_scripts.js";

/** @typedef {import("./frame_host.js").FrameContent} FrameContent */

/** @type {Map<string, Promise<string>>} */
const fetched = new Map();

/**
 * A library of ours as text, fetched once.
 * @param {string} url
 */
function library(url) {
  const known = fetched.get(url);
  if (known) return known;
  const asked = fetch(url).then((response) => {
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return response.text();
  });
  fetched.set(url, asked);
  asked.catch(() => fetched.delete(url));
  return asked;
}

/**
 * @param {string} format
 * @param {string} code
 * @param {string} fileName
 * @returns {Promise<FrameContent>}
 */
export async function framed(format, code, fileName) {
  if (format === "mermaid") {
    const { default: url } = await import("mermaid/dist/mermaid.min.js?url");
    return { html: "", library: await library(url), script: mermaidScript(code) };
  }
  if (format === "react") {
    const { default: url } = await import("./react_runner.js?worker&url");
    return { html: '<div id="root"></div>', library: await library(url), script: reactScript(code, fileName) };
  }
  return { html: code, library: "", script: "" };
}
