// An answer with artifacts: a card in the place of each, which opens it in the panel, copies it and saves it as a file.
import { Download, FileText } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { CopyButton } from "../../lib/copy_button.jsx";
import { counted } from "../../lib/counted.js";
import { saveFile } from "../../lib/save_file.js";
import { documentsOf } from "../artifacts/artifact_documents.js";
import { openArtifact, publishDocuments } from "../artifacts/artifact_store.js";
import { piecesOf } from "./artifact_pieces.js";
import { OpenableMessage } from "./openable_message.js";

/** @typedef {import("react").ComponentType<{ text: string, isWriting: boolean }>} Drawn Markdown as it is drawn */
/** @typedef {import("./artifact_pieces.js").Card} CardData */
/** @import { ArtifactDocument } from "../types" */

const ArtifactFrame = lazy(async () => ({ default: (await import("../artifacts/artifact_frame.jsx")).ArtifactFrame }));
const RUNNING = new Set(["html", "svg"]);

/** @param {{ card: CardData, code: string }} props */
function Preview({ card, code }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Preview</summary>
      <Suspense>{isOpen && <ArtifactFrame content={{ html: code, library: "", script: "" }} title={card.title} />}</Suspense>
    </details>
  );
}

/** Opens the panel. @param {{ card: CardData, document: ArtifactDocument, words: string }} props */
function Opener({ card, document, words }) {
  return (
    <button type="button" className="artifact-open" onClick={(event) => openArtifact(document, event.currentTarget)}>
      <FileText size={20} aria-hidden="true" />
      <span className="grow">
        <span className="artifact-title" dir="auto">
          <span className="visually-hidden">Open </span>
          {card.title}
        </span>
        <span className="quiet">{words}</span>
      </span>
    </button>
  );
}

/** @param {{ card: CardData, document: ArtifactDocument, code: string, block: string, Text: Drawn }} props */
function Card({ card, document, code, block, Text }) {
  const [isOpen, setIsOpen] = useState(false);
  const save = () => saveFile(new Blob([code, "\n"], { type: "text/plain;charset=utf-8" }), card.file_name);
  const words = [card.kind, card.language, card.is_unfinished ? "Unfinished" : ""].filter(Boolean).join(" · ");
  return (
    <div className="artifact" role="group" aria-label={`Artifact: ${card.title}`}>
      <div className="artifact-head">
        <Opener card={card} document={document} words={words} />
        <CopyButton text={code} />
        <button type="button" className="icon-button" aria-label={`Download ${card.file_name}`} title="Download" onClick={save}>
          <Download size={15} aria-hidden="true" />
        </button>
      </div>
      {RUNNING.has(card.format) && <Preview card={card} code={code} />}
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>Code</summary>
        <OpenableMessage value={0}>{isOpen && <Text text={block} isWriting={false} />}</OpenableMessage>
      </details>
    </div>
  );
}

/** One that is being written. @param {{ card: CardData, document: ArtifactDocument, code: string }} props */
function GrowingCard({ card, document, code }) {
  const lines = code.split("\n").length;
  return (
    <div className="artifact" role="group" aria-label={`Artifact: ${card.title}`} aria-busy="true">
      <div className="artifact-head">
        <Opener card={card} document={document} words={`Writing… ${counted(lines, "line")}`} />
      </div>
    </div>
  );
}

/** @param {{ messageId: number, text: string, cards: CardData[], isWriting: boolean, Text: Drawn }} props */
export function ArtifactCards({ messageId, text, cards, isWriting, Text }) {
  const pieces = useMemo(() => piecesOf(text, cards), [text, cards]);
  const documents = useMemo(() => documentsOf(messageId, pieces), [messageId, pieces]);
  useEffect(() => publishDocuments(messageId, documents, isWriting), [messageId, documents, isWriting]);
  useEffect(() => () => publishDocuments(messageId, [], false), [messageId]);
  const last = pieces.at(-1);
  let count = 0;
  return pieces.map((piece) => {
    if (!piece.card) return <Text key={piece.at} text={piece.prose} isWriting={isWriting && piece === last} />;
    const { at, card, code, block } = piece;
    const document = documents[count];
    count += 1;
    return card.end < 0 ? (
      <GrowingCard key={at} card={card} document={document} code={code} />
    ) : (
      <Card key={at} card={card} document={document} code={code} block={block} Text={Text} />
    );
  });
}
