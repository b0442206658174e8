// The artifact panel: what a model made, beside the chat. Fetched with the first artifact that it shows.
import "./artifact_panel.css";
import { useId, useState } from "react";
import { ArtifactCode } from "./artifact_code.jsx";
import { codeLanguage, firstTab, hasPreview, latestOfEach, merged, shownOf } from "./artifact_documents.js";
import { ArtifactPreview } from "./artifact_preview.jsx";
import { useListed, useVersions } from "./artifact_rows.js";
import { artifacts, choose, closeArtifacts } from "./artifact_store.js";
import { ArtifactVersions } from "./artifact_versions.jsx";
import { usePanelMode } from "./panel_mode.js";
import { PanelSeparator, useWidth } from "./panel_separator.jsx";
import { PanelTabs } from "./panel_tabs.jsx";
import { PanelTools } from "./panel_tools.jsx";

/** @import { ArtifactDocument } from "../types" */
/** @typedef {import("./panel_tabs.jsx").Tab} Tab */

/** @param {{ shown: ArtifactDocument, tab: Tab, versions: ArtifactDocument[], fault: string, onShow: (version: ArtifactDocument) => void }} props */
function Body({ shown, tab, versions, fault, onShow }) {
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
  if (tab === "preview") return <ArtifactPreview key={shown.place} document={{ ...shown, code }} />;
  return <ArtifactCode text={code} language={codeLanguage(shown)} isWriting={isWriting} />;
}

/** Says which version is shown, and leads back to the latest. @param {{ shown: ArtifactDocument, versions: ArtifactDocument[] }} props */
function Notes({ shown, versions }) {
  const at = versions.findIndex(({ place }) => place === shown.place);
  const latest = versions.at(-1);
  return (
    <>
      {latest && latest.place !== shown.place && (
        <div className="artifact-note">
          <p className="grow quiet">
            Version {at + 1} of {versions.length}
          </p>
          <button type="button" className="action" onClick={() => choose(latest)}>
            Show latest
          </button>
        </div>
      )}
      {shown.isUnfinished && <p className="artifact-note quiet">Unfinished: the response was cut off here.</p>}
    </>
  );
}

/** @param {{ shown: ArtifactDocument, documents: ArtifactDocument[], fault: string }} props */
function Panel({ shown, documents, fault }) {
  const id = useId();
  const { opener } = artifacts.use();
  const { box, isWide, isFull, isBeside, toggleFull } = usePanelMode(opener !== null);
  const { width, room, setWidth } = useWidth();
  const [chosen, setChosen] = useState({ key: "", tab: /** @type {Tab} */ ("code") });
  const tabs = /** @type {Tab[]} */ (hasPreview(shown.format) ? ["preview", "code", "versions"] : ["code", "versions"]);
  const tab = chosen.key === shown.key && tabs.includes(chosen.tab) ? chosen.tab : firstTab(shown);
  const known = documents.filter(({ key }) => key === shown.key);
  const row = known.find((each) => each.id !== undefined)?.id;
  const fetched = useVersions(row, tab === "versions" || shown.code === null, known.length);
  const versions = fetched.documents
    ? merged(
        fetched.documents,
        known.filter(({ code }) => code !== null),
      )
    : known;
  const whole = versions.find(({ place }) => place === shown.place) ?? shown;
  /** @param {ArtifactDocument} version */
  const show = (version) => {
    choose(version);
    setChosen({ key: version.key, tab: hasPreview(version.format) ? "preview" : "code" });
  };
  return (
    <dialog
      ref={box}
      id={id}
      className="artifact-panel"
      style={{ "--artifact-panel-width": `${width}px` }}
      aria-labelledby={`${id}-title`}
      tabIndex={-1}
      data-full={isFull || undefined}
      onKeyDown={(event) => event.key === "Escape" && isBeside && closeArtifacts()}
      onClose={(event) => !event.currentTarget.open && event.target === event.currentTarget && closeArtifacts()}
    >
      {isBeside && <PanelSeparator width={width} room={room} controls={id} onWidth={setWidth} />}
      <PanelTools
        id={`${id}-title`}
        shown={whole}
        list={latestOfEach(documents)}
        isWide={isWide}
        isFull={isFull}
        onChoose={choose}
        onFull={toggleFull}
        onClose={closeArtifacts}
      />
      <PanelTabs id={id} tabs={tabs} open={tab} onOpen={(opened) => setChosen({ key: shown.key, tab: opened })} />
      <Notes shown={whole} versions={versions} />
      <div
        id={`${id}-body`}
        className="artifact-body"
        role="tabpanel"
        aria-labelledby={`${id}-${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the arrows of a keyboard have to reach it
        tabIndex={0}
        data-tab={tab}
      >
        <Body shown={whole} tab={tab} versions={versions} fault={fetched.fault || fault} onShow={show} />
      </div>
    </dialog>
  );
}

/** @param {{ conversation: number }} props */
export function ArtifactPanel({ conversation }) {
  const { isOpen, chosen, onPage } = artifacts.use();
  const here = [...onPage].sort(([one], [other]) => one - other).flatMap(([, documents]) => documents);
  const { documents: listed, fault } = useListed(isOpen ? conversation : 0, here.filter(({ isWriting }) => !isWriting).length);
  const documents = merged(listed, here);
  const shown = shownOf(documents, chosen);
  return isOpen && shown ? <Panel shown={shown} documents={documents} fault={fault} /> : null;
}
