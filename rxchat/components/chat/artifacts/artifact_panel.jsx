// The artifact panel: what a model made, beside the chat. Fetched with the first artifact that it shows.
import "./artifact_panel.css";
import { useId, useState } from "react";
import { SureButton } from "../../lib/confirm_button.jsx";
import { ArtifactCode } from "./artifact_code.jsx";
import { codeLanguage, firstTab, hasPreview, latestOfEach, merged, shownOf } from "./artifact_documents.js";
import { dropDraft, useDraft } from "./artifact_drafts.js";
import { ArtifactEditor } from "./artifact_editor.jsx";
import { ArtifactPreview } from "./artifact_preview.jsx";
import { useChanges, useListed, useVersions } from "./artifact_rows.js";
import { artifacts, choose, closeArtifacts } from "./artifact_store.js";
import { ArtifactVersions } from "./artifact_versions.jsx";
import { usePanelMode } from "./panel_mode.js";
import { PanelSeparator, useWidth } from "./panel_separator.jsx";
import { PanelTabs } from "./panel_tabs.jsx";
import { PanelTools } from "./panel_tools.jsx";

/** @import { ArtifactDocument } from "../types" */
/** @typedef {import("./panel_tabs.jsx").Tab} Tab */

/** `draft` is what a person typed into it, which the preview shows. @param {{ shown: ArtifactDocument, draft: string | null, tab: Tab, versions: ArtifactDocument[], fault: string, editor: React.ReactNode, onShow: (version: ArtifactDocument) => void }} props */
function Body({ shown, draft, tab, versions, fault, editor, onShow }) {
  const { code, isWriting } = shown;
  if (tab === "versions") return <ArtifactVersions versions={versions} shown={shown} fault={fault} onShow={onShow} />;
  if (code === null) {
    return fault ? (
      <p className="artifact-note" role="alert">
        {fault}
      </p>
    ) : (
      <p className="artifact-note quiet">Loading…</p>
    );
  }
  if (tab === "preview") return <ArtifactPreview key={shown.place} document={{ ...shown, code: draft ?? code }} />;
  if (editor) return editor;
  return <ArtifactCode text={code} language={codeLanguage(shown)} isWriting={isWriting} />;
}

/** Escape closes the panel, unless it is a menu's or a field's. @param {React.KeyboardEvent} event */
const leavesPanel = ({ key, target, defaultPrevented }) =>
  key === "Escape" && !defaultPrevented && !(target instanceof Element && target.closest("[role=menu], [data-escapes]"));

/** What came of the last change, which version is shown, and what isn't saved. @param {{ shown: ArtifactDocument, versions: ArtifactDocument[], hasDraft: boolean, onEdit: () => void, onDiscard: () => void }} props */
function Notes({ shown, versions, hasDraft, onEdit, onDiscard }) {
  const { said } = artifacts.use();
  const at = versions.findIndex(({ place }) => place === shown.place);
  const latest = versions.at(-1);
  return (
    <>
      <p className="word artifact-said" role={said.isBad ? "alert" : "status"} data-bad={said.isBad || undefined}>
        {said.text}
      </p>
      {latest && latest.place !== shown.place && at >= 0 && (
        <div className="artifact-note">
          <p className="grow quiet">
            Version {at + 1} of {versions.length}
          </p>
          <button type="button" className="action" onClick={() => choose(latest)}>
            Show latest
          </button>
        </div>
      )}
      {hasDraft && (
        <div className="artifact-note">
          <p className="grow quiet">You have unsaved changes.</p>
          <button type="button" className="action" onClick={onEdit}>
            Continue editing
          </button>
          <SureButton asks="Discard? Click again to confirm" onSure={onDiscard}>
            Discard
          </SureButton>
        </div>
      )}
      {shown.isUnfinished && <p className="artifact-note quiet">Unfinished: the response was cut off here.</p>}
    </>
  );
}

/** Whether an artifact is being edited: from the start where there is a draft of it. @param {import("./artifact_drafts.js").Place} place */
function useEditing(place) {
  const [asked, setAsked] = useState({ key: "", isOpen: false });
  const draft = useDraft(place);
  const isAsked = asked.key === place.key;
  /** @param {boolean} isOpen */
  const setIsEditing = (isOpen) => setAsked({ key: place.key, isOpen });
  const isEditing = isAsked ? asked.isOpen : draft !== null;
  return { draft, hasDraft: draft !== null && !isEditing, isAsked, isEditing, setIsEditing };
}

/** @param {ArtifactDocument} shown @param {boolean} isEditing */
function useTab(shown, isEditing) {
  const [chosen, setChosen] = useState({ key: "", tab: /** @type {Tab} */ ("code") });
  const tabs = /** @type {Tab[]} */ (hasPreview(shown.format) ? ["preview", "code", "versions"] : ["code", "versions"]);
  const first = isEditing ? "code" : firstTab(shown);
  const tab = chosen.key === shown.key && tabs.includes(chosen.tab) ? chosen.tab : first;
  return { tabs, tab, setTab: (/** @type {Tab} */ tab, key = shown.key) => setChosen({ key, tab }) };
}

/**
 * The versions of what is shown, and the shown one with its code. They are fetched when a person looks at them, or at what is far away.
 * @param {ArtifactDocument} shown
 * @param {ArtifactDocument[]} documents
 * @param {boolean} isAsked
 * @param {number} changes
 */
function useWhole(shown, documents, isAsked, changes) {
  const known = documents.filter(({ key }) => key === shown.key);
  const row = known.find((each) => each.id !== undefined)?.id;
  const fetched = useVersions(row, isAsked || shown.code === null, changes);
  const here = known.filter(({ code }) => code !== null);
  const versions = fetched.documents ? merged(fetched.documents, here) : known;
  return { versions, whole: versions.find((each) => each.place === shown.place) ?? shown, notFetched: fetched.fault };
}

/** @param {{ conversation: number, shown: ArtifactDocument, documents: ArtifactDocument[], changes: number, fault: string }} props */
function Panel({ conversation, shown, documents, changes, fault }) {
  const id = useId();
  const { opener } = artifacts.use();
  const { box, isWide, isFull, isBeside, toggleFull } = usePanelMode(opener !== null);
  const { width, room, setWidth } = useWidth();
  const place = { conversation, key: shown.key };
  const { draft, hasDraft, isAsked, isEditing, setIsEditing } = useEditing(place);
  const { tabs, tab, setTab } = useTab(shown, isEditing);
  const { versions, whole, notFetched } = useWhole(shown, documents, tab === "versions", changes);
  /** @param {ArtifactDocument} version */
  const show = (version) => {
    choose(version);
    setTab(hasPreview(version.format) ? "preview" : "code", version.key);
  };
  const edit = () => {
    setIsEditing(true);
    setTab("code");
  };
  const endEditing = () => {
    setIsEditing(false);
    /** @type {HTMLElement | null} */ (box.current.querySelector(`[id="${id}-code"]`))?.focus();
  };
  const editor = isEditing && whole.code !== null && whole.id !== undefined && (
    <ArtifactEditor
      key={shown.key}
      conversation={conversation}
      shown={{ ...whole, code: whole.code }}
      isAsked={isAsked}
      onEnd={endEditing}
    />
  );
  return (
    <dialog
      ref={box}
      id={id}
      className="artifact-panel"
      style={{ "--artifact-panel-width": `${width}px` }}
      aria-labelledby={`${id}-title`}
      tabIndex={-1}
      data-full={isFull || undefined}
      onKeyDown={(event) => isBeside && leavesPanel(event) && closeArtifacts()}
      onClose={(event) => !event.currentTarget.open && event.target === event.currentTarget && closeArtifacts()}
    >
      {isBeside && <PanelSeparator width={width} room={room} controls={id} onWidth={setWidth} />}
      <PanelTools
        id={`${id}-title`}
        shown={whole}
        list={latestOfEach(documents)}
        isWide={isWide}
        isFull={isFull}
        isEditing={isEditing && tab === "code"}
        onChoose={choose}
        onEdit={edit}
        onFull={toggleFull}
        onClose={closeArtifacts}
      />
      <PanelTabs id={id} tabs={tabs} open={tab} onOpen={setTab} />
      <Notes shown={whole} versions={versions} hasDraft={hasDraft} onEdit={edit} onDiscard={() => dropDraft(place)} />
      <div
        id={`${id}-body`}
        className="artifact-body"
        role="tabpanel"
        aria-labelledby={`${id}-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the arrows of a keyboard have to reach it
        tabIndex={0}
        data-tab={tab}
      >
        <Body
          shown={whole}
          draft={isEditing ? draft : null}
          tab={tab}
          versions={versions}
          fault={notFetched || fault}
          editor={editor}
          onShow={show}
        />
      </div>
    </dialog>
  );
}

/** @param {{ conversation: number, isAddressed: boolean }} props addressed: it is the one of the page's address */
export function ArtifactPanel({ conversation, isAddressed }) {
  const { isOpen, chosen, onPage, changes: own, gone } = artifacts.use();
  const here = [...onPage].sort(([one], [other]) => one - other).flatMap(([, documents]) => documents);
  const whole = here.filter(({ isLive }) => !isLive);
  const changes = useChanges(whole) + own;
  const { documents: listed, fault, isLoaded } = useListed(isOpen && isAddressed ? conversation : 0, changes, whole);
  const documents = merged(listed, here).filter(({ key }) => !gone.has(key));
  const shown = shownOf(documents, chosen);
  const isAwaited = !isLoaded && chosen?.id !== undefined && shown?.id !== chosen.id;
  if (!isOpen || !shown || isAwaited) return null;
  return <Panel conversation={conversation} shown={shown} documents={documents} changes={changes} fault={fault} />;
}
