// An answer with artifacts: a card in the place of each, which copies it, saves it as a file, and shows its code when it is opened.
import { Download, FileText } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { CopyButton } from "../../lib/copy_button.jsx";
import { counted } from "../../lib/counted.js";
import { saveFile } from "../../lib/save_file.js";
import { piecesOf } from "./artifact_pieces.js";

/** @typedef {import("react").ComponentType<{ text: string, isWriting: boolean }>} Drawn Markdown as it is drawn */
/** @typedef {import("./artifact_pieces.js").Card} CardData */

const ArtifactFrame = lazy(async () => ({ default: (await import("../artifacts/artifact_frame.jsx")).ArtifactFrame }));
const RUNNING = new Set(["html", "svg"]);

/** @param {{ card: CardData, code: string }} props */
function Preview({ card, code }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>Preview</summary>
      <Suspense>{isOpen && <ArtifactFrame html={code} title={card.title} />}</Suspense>
    </details>
  );
}

/** @param {{ card: CardData, code: string, block: string, Text: Drawn }} props */
function Card({ card, code, block, Text }) {
  const [isOpen, setIsOpen] = useState(false);
  const save = () => saveFile(new Blob([code, "\n"], { type: "text/plain;charset=utf-8" }), card.file_name);
  return (
    <section className="artifact" aria-label={`Artifact: ${card.title}`}>
      <div className="artifact-head">
        <FileText size={20} aria-hidden="true" />
        <div className="grow">
          <p className="artifact-title" dir="auto">
            {card.title}
          </p>
          <p className="quiet">
            {[card.kind, card.language, card.is_unfinished ? "Unfinished" : ""].filter(Boolean).join(" · ")}
          </p>
        </div>
        <CopyButton text={code} />
        <button type="button" className="icon-button" aria-label={`Download ${card.file_name}`} title="Download" onClick={save}>
          <Download size={15} aria-hidden="true" />
        </button>
      </div>
      {RUNNING.has(card.format) && <Preview card={card} code={code} />}
      <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>Code</summary>
        {isOpen && <Text text={block} isWriting={false} />}
      </details>
    </section>
  );
}

/** One that is being written. @param {{ card: CardData, code: string }} props */
function GrowingCard({ card, code }) {
  const lines = code.split("\n").length;
  return (
    <section className="artifact" aria-label={`Artifact: ${card.title}`} aria-busy="true">
      <div className="artifact-head">
        <FileText size={20} aria-hidden="true" />
        <div className="grow">
          <p className="artifact-title" dir="auto">
            {card.title}
          </p>
          <p className="quiet">Writing… {counted(lines, "line")}</p>
        </div>
      </div>
    </section>
  );
}

/** @param {{ text: string, cards: CardData[], isWriting: boolean, Text: Drawn }} props */
export function ArtifactCards({ text, cards, isWriting, Text }) {
  const pieces = piecesOf(text, cards);
  const last = pieces.at(-1);
  return pieces.map((piece) =>
    piece.card && piece.card.end < 0 ? (
      <GrowingCard key={piece.at} card={piece.card} code={piece.code} />
    ) : piece.card ? (
      <Card key={piece.at} card={piece.card} code={piece.code} block={piece.block} Text={Text} />
    ) : (
      <Text key={piece.at} text={piece.prose} isWriting={isWriting && piece === last} />
    ),
  );
}
