// An artifact's preview, by its format: documents are drawn here, all that runs is in a frame.
import { useEffect, useState } from "react";
import { OFFLINE } from "../../lib/api.js";
import { Markdown } from "../reply/markdown_view.jsx";
import { Contained, Plain } from "../reply/plain_text.jsx";
import { RUNNING } from "./artifact_documents.js";
import { ArtifactFrame } from "./artifact_frame.jsx";
import { framed } from "./frame_content.js";

/** @import { ArtifactDocument } from "../types" */

const LONGEST_MARKDOWN = 400_000; // characters; what is longer is shown as it is

/** @param {{ text: string, isMarkdown: boolean, isWriting: boolean }} props */
function Reading({ text, isMarkdown, isWriting }) {
  return (
    <div className="artifact-reading">
      {isMarkdown && text.length <= LONGEST_MARKDOWN ? (
        <Contained key={String(isWriting)} text={text}>
          <Markdown text={text} isWriting={isWriting} />
        </Contained>
      ) : (
        <div className="artifact-text" dir="auto">
          <Plain text={text} />
        </div>
      )}
    </div>
  );
}

/** @param {{ document: ArtifactDocument & { code: string } }} props */
function Framed({ document: { format, code, title, fileName } }) {
  const [content, setContent] = useState(/** @type {import("./frame_host.js").FrameContent | null} */ (null));
  const [fault, setFault] = useState("");
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isLeft = false;
    setFault("");
    framed(format, code, fileName).then(
      (made) => !isLeft && setContent(made),
      () => !isLeft && setFault(OFFLINE),
    );
    return () => {
      isLeft = true;
    };
  }, [format, code, fileName, attempt]);
  if (fault) {
    return (
      <div className="artifact-note" role="alert">
        <p>{fault}</p>
        <button type="button" className="action" onClick={() => setAttempt(attempt + 1)}>
          Try again
        </button>
      </div>
    );
  }
  if (!content) return <p className="quiet artifact-note">Loading the preview…</p>;
  return <ArtifactFrame content={content} title={title} />;
}

/** What runs is shown as it is now, and again when asked: it would begin again at every word. @param {{ document: ArtifactDocument & { code: string } }} props */
function Growing({ document }) {
  const [shown, setShown] = useState(document);
  return (
    <>
      <div className="artifact-note">
        <p className="quiet grow">Still being written.</p>
        <button type="button" className="action" onClick={() => setShown(document)}>
          Update preview
        </button>
      </div>
      <Framed document={shown} />
    </>
  );
}

/** @param {{ document: ArtifactDocument & { code: string } }} props */
export function ArtifactPreview({ document }) {
  const { format, code, isWriting } = document;
  if (!RUNNING.has(format)) return <Reading text={code} isMarkdown={format === "markdown"} isWriting={isWriting} />;
  return isWriting ? <Growing document={document} /> : <Framed document={document} />;
}
