// The head of the artifact panel: which artifact is shown, and what can be done with it.
import { Download, Ellipsis, Maximize2, Minimize2, Pencil, X } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { CopyButton } from "../../lib/copy_button.jsx";
import { saveFile } from "../../lib/save_file.js";
import { TitleInput } from "../../shell/conversations/editable_title.jsx";
import { rename } from "./artifact_changes.js";
import { ArtifactMenu } from "./artifact_menu.jsx";

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

const LONGEST_TITLE = 200; // rxchat/domain/artifacts.py

/** The button of the menu, which has the focus again after renaming. @param {{ shown: ArtifactDocument, isBeside: boolean, onRename: () => void }} props */
function More({ shown, isBeside, onRename }) {
  const [opener, setOpener] = useState(/** @type {HTMLElement | null} */ (null));
  const close = useCallback(() => setOpener(null), []);
  return (
    <>
      <button
        type="button"
        className="icon-button artifact-more"
        aria-label="More artifact options"
        title="More"
        aria-haspopup="menu"
        aria-expanded={opener !== null}
        onClick={(event) => setOpener(event.currentTarget)}
      >
        <Ellipsis size={16} aria-hidden="true" />
      </button>
      {opener && <ArtifactMenu shown={shown} opener={opener} isBeside={isBeside} onRename={onRename} onClose={close} />}
    </>
  );
}

/**
 * @param {{
 *   id: string, shown: ArtifactDocument, list: ArtifactDocument[], isWide: boolean, isFull: boolean, isEditing: boolean,
 *   onChoose: (document: ArtifactDocument) => void, onEdit: () => void, onFull: () => void, onClose: () => void,
 * }} props
 */
export function PanelTools({ id, shown, list, isWide, isFull, isEditing, onChoose, onEdit, onFull, onClose }) {
  const { code, fileName } = shown;
  const head = useRef(/** @type {HTMLDivElement | null} */ (null));
  const [renaming, setRenaming] = useState("");
  const isHere = code !== null;
  const save = () => saveFile(new Blob([code ?? "", "\n"], { type: "text/plain;charset=utf-8" }), fileName);
  /** @param {string} [typed] */
  const renamed = (typed) => {
    setRenaming("");
    if (typed && shown.id !== undefined) rename(shown.id, typed);
    const more = /** @type {HTMLElement | null | undefined} */ (head.current?.querySelector(".artifact-more"));
    if (head.current?.contains(document.activeElement)) more?.focus();
  };
  return (
    <div ref={head} className="artifact-panel-head">
      {renaming === shown.key ? (
        <div className="artifact-panel-title">
          <TitleInput title={shown.title} label="Artifact name" longest={LONGEST_TITLE} onSave={renamed} onCancel={renamed} />
        </div>
      ) : (
        <Title id={id} shown={shown} list={list} onChoose={onChoose} />
      )}
      <Tool label="Edit" Icon={Pencil} isDisabled={!isHere || shown.id === undefined || isEditing} onClick={onEdit} />
      {isHere && <CopyButton text={code} />}
      <Tool label={`Download ${fileName}`} Icon={Download} isDisabled={!isHere} onClick={save} />
      {isWide && <Tool label="Full screen" Icon={isFull ? Minimize2 : Maximize2} isPressed={isFull} onClick={onFull} />}
      <More shown={shown} isBeside={isWide && !isFull} onRename={() => setRenaming(shown.key)} />
      <Tool label="Close artifacts" Icon={X} onClick={onClose} />
    </div>
  );
}
