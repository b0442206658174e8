// An answer with artifacts: a card in the place of each, which copies it, saves it as a file, and shows its code when it is opened.
import { Download, FileText } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { CopyButton } from "../../lib/copy_button.jsx";
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
          <p className="quiet">{[card.kind, card.language].filter(Boolean).join(" · ")}</p>
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

/** @param {{ text: string, cards: CardData[], Text: Drawn }} props */
export function ArtifactCards({ text, cards, Text }) {
  return piecesOf(text, cards).map((piece) =>
    piece.card ? (
      <Card key={piece.at} card={piece.card} code={piece.code} block={piece.block} Text={Text} />
    ) : (
      <Text key={piece.at} text={piece.prose} isWriting={false} />
    ),
  );
}
