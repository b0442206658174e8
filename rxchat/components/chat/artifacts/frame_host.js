// Frame host: fills an artifact's frame, and hears and watches it. The frame's side is rxchat/api/artifact_shell.js.
import { BEAT_MS, frameWatch, readMessage } from "./frame_watch.js";

export const FRAME = "/artifact-frame";
export const FRAME_WITH_NETWORK = "/artifact-frame/network";

/**
 * The whole document, a library that runs before it is shown as whole, and the script that uses it.
 * @typedef {{ html: string, library: string, script: string }} FrameContent
 */
/** @typedef {{ onShown?: () => void, onStop: (reason: import("./frame_watch.js").Reason) => void, onLink: (href: string) => void, onError?: (message: string) => void }} Hearers */

const newKey = () => Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(16)).join("-");

/**
 * Show `content` in a frame that is in the page and has no address yet. The frame says the key it was opened with, and gets the document and
 * a port. Returns what ends the watch; the frame itself is taken away by who put it there.
 * @param {HTMLIFrameElement} frame
 * @param {FrameContent} content
 * @param {{ hasNetwork: boolean } & Hearers} options
 */
export function fillFrame(frame, content, { hasNetwork, onShown, onStop, onLink, onError }) {
  const key = newKey();
  const { port1: port, port2: itsPort } = new MessageChannel();
  let isFilled = false;
  const watch = frameWatch({
    ping: (beat) => port.postMessage(beat),
    stop: (reason) => {
      end();
      onStop(reason);
    },
  });

  /** @param {MessageEvent} event */
  function greeted(event) {
    if (event.source !== frame.contentWindow || !watch.counted() || isFilled) return;
    if (event.data?.rxchat !== "ready" || event.data.key !== key) return;
    isFilled = true;
    // The frame has no origin that could be named. Only the document that was opened with the key takes it.
    frame.contentWindow?.postMessage({ key, ...content }, "*", [itsPort]);
  }

  /** @param {MessageEvent} event */
  function heard({ data }) {
    if (!watch.counted()) return;
    const message = readMessage(data);
    if (message?.type === "pong") watch.answered(message.beat);
    else if (message?.type === "shown") onShown?.();
    else if (message?.type === "link") onLink(message.href);
    else if (message?.type === "error") onError?.(message.message);
  }

  const loaded = () => watch.loaded();
  const beating = setInterval(() => {
    if (!document.hidden) watch.beat();
  }, BEAT_MS);
  function end() {
    clearInterval(beating);
    port.close();
    window.removeEventListener("message", greeted);
    frame.removeEventListener("load", loaded);
  }

  port.onmessage = heard;
  window.addEventListener("message", greeted);
  frame.addEventListener("load", loaded);
  frame.src = `${hasNetwork ? FRAME_WITH_NETWORK : FRAME}#${key}`;
  return end;
}
