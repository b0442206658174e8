// The head of the artifact panel: which artifact is shown, and what can be done with it.
import { Download, Maximize2, Minimize2, Printer, X } from "lucide-react";
import { CopyButton } from "../../lib/copy_button.jsx";
import { saveFile } from "../../lib/save_file.js";
import { printPanel } from "./panel_print.js";

/** @import { ArtifactDocument } from "../types" */

/** @param {{ label: string, Icon: import("lucide-react").Icon, isDisabled?: boolean, isPressed?: boolean, onClick: () => void }} props */
function Tool({ label, Icon, isDisabled = false, isPressed, onClick }) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      disabled={isDisabled}
      onClick={onClick}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}

/** @param {{ id: string, shown: ArtifactDocument, list: ArtifactDocument[], onChoose: (document: ArtifactDocument) => void }} props */
function Title({ id, shown, list, onChoose }) {
  if (list.length < 2) {
    return (
      <h2 id={id} className="artifact-panel-title" dir="auto">
        {shown.title}
      </h2>
    );
  }
  return (
    <select
      id={id}
      className="artifact-panel-title artifact-select"
      aria-label="Artifact"
      value={shown.key}
      onChange={(event) => {
        const chosen = list.find(({ key }) => key === event.target.value);
        if (chosen) onChoose(chosen);
      }}
    >
      {list.map(({ key, title }) => (
        <option key={key} value={key}>
          {title}
        </option>
      ))}
    </select>
  );
}

/**
 * @param {{
 *   id: string, shown: ArtifactDocument, list: ArtifactDocument[], isWide: boolean, isFull: boolean,
 *   onChoose: (document: ArtifactDocument) => void, onFull: () => void, onClose: () => void,
 * }} props
 */
export function PanelTools({ id, shown, list, isWide, isFull, onChoose, onFull, onClose }) {
  const { code, fileName } = shown;
  const isHere = code !== null;
  const save = () => saveFile(new Blob([code ?? "", "\n"], { type: "text/plain;charset=utf-8" }), fileName);
  return (
    <div className="artifact-panel-head">
      <Title id={id} shown={shown} list={list} onChoose={onChoose} />
      {isHere && <CopyButton text={code} />}
      <Tool label={`Download ${fileName}`} Icon={Download} isDisabled={!isHere} onClick={save} />
      <Tool label="Print" Icon={Printer} isDisabled={!isHere} onClick={printPanel} />
      {isWide && <Tool label="Full screen" Icon={isFull ? Minimize2 : Maximize2} isPressed={isFull} onClick={onFull} />}
      <Tool label="Close artifacts" Icon={X} onClick={onClose} />
    </div>
  );
}
