// An artifact, running: the frame and what the page says about it. Fetch it when somebody wants to see one.
import { useEffect, useState } from "react";
import { useElement } from "../../lib/element.js";
import { outside } from "../reply/link_policy.js";
import { guardFocus } from "./frame_focus.js";
import { fillFrame } from "./frame_host.js";

const STOPPED = {
  hung: "Stopped: the artifact didn't respond for 5 seconds.",
  flooding: "Stopped: the artifact sent too many messages.",
  stealing: "Stopped: the artifact took the keyboard.",
  left: "Stopped: the artifact tried to open another page.",
};

/** @typedef {import("./frame_host.js").FrameContent} FrameContent */

/** @param {{ content: FrameContent, title: string, hasNetwork: boolean, onStop: (reason: keyof typeof STOPPED) => void, onLink: (url: URL) => void }} props */
function Running({ content, title, hasNetwork, onStop, onLink }) {
  const frame = /** @type {React.RefObject<HTMLIFrameElement>} */ (useElement());
  const [problem, setProblem] = useState("");
  useEffect(() => guardFocus(frame.current, () => onStop("stealing")), []);
  useEffect(
    () =>
      fillFrame(frame.current, content, {
        hasNetwork,
        onStop,
        onError: setProblem,
        onLink: (href) => {
          const url = outside(href);
          // A click in the frame counts as one in the page: without one, nobody asked for the link.
          if (url && navigator.userActivation?.isActive !== false) onLink(url);
        },
      }),
    [],
  );
  return (
    <>
      <iframe
        ref={frame}
        className="artifact-frame"
        title={title}
        sandbox="allow-scripts allow-forms"
        referrerPolicy="no-referrer"
      />
      {problem && (
        <p className="quiet" role="status">
          The artifact reported an error: {problem}
        </p>
      )}
    </>
  );
}

/** @param {{ url: URL, onClose: () => void }} props */
function LinkQuestion({ url, onClose }) {
  return (
    <div className="artifact-question" role="alertdialog" aria-label="Open a link?">
      <p>
        Open <bdi>{url.href}</bdi>? The whole address is sent to {url.host || "your mail program"}.
      </p>
      <a className="action primary" href={url.href} target="_blank" rel="noopener noreferrer nofollow" onClick={onClose}>
        Open link
      </a>
      <button type="button" className="action" onClick={onClose}>
        Cancel
      </button>
    </div>
  );
}

/** @param {{ onAllow: () => void }} props */
function NetworkQuestion({ onAllow }) {
  const [isAsked, setIsAsked] = useState(false);
  if (!isAsked) {
    return (
      <button type="button" className="action" onClick={() => setIsAsked(true)}>
        Allow network
      </button>
    );
  }
  return (
    <div className="artifact-question" role="alertdialog" aria-label="Allow network?">
      <p>The artifact could then load from any website and send what is in it, and what you type into it, anywhere.</p>
      <button type="button" className="action primary" onClick={onAllow}>
        Allow until reload
      </button>
      <button type="button" className="action" onClick={() => setIsAsked(false)}>
        Cancel
      </button>
    </div>
  );
}

/**
 * It starts again when its content changes.
 * @param {{ content: FrameContent, title: string }} props
 */
export function ArtifactFrame({ content, title }) {
  const { html, script } = content;
  const [run, setRun] = useState(0);
  const [hasNetwork, setHasNetwork] = useState(false);
  const [stopped, setStopped] = useState(/** @type {keyof typeof STOPPED | null} */ (null));
  const [link, setLink] = useState(/** @type {URL | null} */ (null));
  useEffect(() => setStopped(null), [html, script, run]);
  const restart = () => setRun(run + 1);
  if (stopped) {
    return (
      <div className="artifact-question" role="alert">
        <p>{STOPPED[stopped]}</p>
        <button type="button" className="action" onClick={restart}>
          Run again
        </button>
      </div>
    );
  }
  return (
    <>
      <Running
        key={`${run} ${hasNetwork} ${html} ${script}`}
        content={content}
        title={title}
        hasNetwork={hasNetwork}
        onStop={setStopped}
        onLink={(url) => setLink((asked) => asked ?? url)}
      />
      {link && <LinkQuestion url={link} onClose={() => setLink(null)} />}
      {hasNetwork ? <p className="quiet">The network is allowed.</p> : <NetworkQuestion onAllow={() => setHasNetwork(true)} />}
    </>
  );
}
