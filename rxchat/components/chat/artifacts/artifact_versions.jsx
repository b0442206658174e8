// The versions of an artifact: each can be shown, and two compared line by line.
import { useMemo, useState } from "react";
import { counted } from "../../lib/counted.js";
import { TimeAgo } from "../../lib/time_ago.jsx";
import { changedLines, lineDiff } from "./line_diff.js";

/** @import { ArtifactDocument } from "../types" */
/** @typedef {import("./line_diff.js").Run} RunOfLines */

const WORDS = { same: "", added: "Added: ", removed: "Removed: " };
const SIGNS = { same: " ", added: "+", removed: "−" };
const TAGS = /** @type {const} */ ({ same: "div", added: "ins", removed: "del" });

/** @param {{ run: RunOfLines }} props */
function Run({ run: { change, lines, isFolded } }) {
  const Tag = TAGS[change];
  const shown = (
    <Tag className="artifact-run" data-change={change}>
      {WORDS[change] && <span className="visually-hidden">{WORDS[change]}</span>}
      {lines.map((line, at) => (
        <span key={at} className="artifact-run-line">
          <span aria-hidden="true">{SIGNS[change]} </span>
          {line || "\u200b"}
        </span>
      ))}
    </Tag>
  );
  if (!isFolded) return shown;
  return (
    <details className="artifact-fold">
      <summary>{counted(lines.length, "unchanged line")}</summary>
      {shown}
    </details>
  );
}

/** @param {{ before: string, after: string }} props */
function Difference({ before, after }) {
  const runs = useMemo(() => lineDiff(before, after), [before, after]);
  if (runs === null) return <p className="quiet">These versions differ too much to be compared line by line.</p>;
  const { added, removed } = changedLines(runs);
  return (
    <>
      <p className="quiet" role="status">
        {added + removed === 0 ? "No differences." : `${counted(added, "line")} added, ${counted(removed, "line")} removed.`}
      </p>
      <div className="artifact-diff" role="group" aria-label="Differences" dir="ltr">
        {runs.map((run, at) => (
          <Run key={at} run={run} />
        ))}
      </div>
    </>
  );
}

/** @param {{ name: string, versions: ArtifactDocument[], value: number, onChoose: (at: number) => void }} props */
function Choice({ name, versions, value, onChoose }) {
  return (
    <label className="artifact-choice">
      {name}
      <select className="field" value={value} onChange={(event) => onChoose(Number(event.target.value))}>
        {versions.map(({ place }, at) => (
          <option key={place} value={at}>
            Version {at + 1}
          </option>
        ))}
      </select>
    </label>
  );
}

/** @param {{ versions: ArtifactDocument[] }} props */
function Comparison({ versions }) {
  const [pair, setPair] = useState({ from: versions.length - 2, to: versions.length - 1 });
  const before = versions[pair.from]?.code;
  const after = versions[pair.to]?.code;
  return (
    <section aria-label="Compare versions">
      <div className="artifact-choices">
        <Choice name="From" versions={versions} value={pair.from} onChoose={(from) => setPair({ ...pair, from })} />
        <Choice name="To" versions={versions} value={pair.to} onChoose={(to) => setPair({ ...pair, to })} />
      </div>
      {typeof before === "string" && typeof after === "string" && <Difference before={before} after={after} />}
    </section>
  );
}

/** @param {{ versions: ArtifactDocument[], shown: ArtifactDocument, fault: string, onShow: (version: ArtifactDocument) => void }} props */
export function ArtifactVersions({ versions, shown, fault, onShow }) {
  const areHere = versions.every(({ code }) => code !== null);
  return (
    <div className="artifact-versions">
      <ol className="artifact-version-list">
        {versions.map((version, at) => (
          <li key={version.place} className="artifact-version">
            <span className="grow">
              Version {at + 1}
              {version.isUnfinished && <span className="badge">Unfinished</span>}
              {version.createdAt && (
                <span className="quiet">
                  {" "}
                  <TimeAgo at={version.createdAt} />
                </span>
              )}
            </span>
            <button
              type="button"
              className="action"
              aria-label={`Show version ${at + 1}`}
              aria-pressed={version.place === shown.place}
              onClick={() => onShow(version)}
            >
              {version.place === shown.place ? "Shown" : "Show"}
            </button>
          </li>
        ))}
      </ol>
      {versions.length === 1 && <p className="quiet">Only one version so far. Ask for a change to get another.</p>}
      {fault && <p role="alert">{fault}</p>}
      {versions.length > 1 && areHere && <Comparison key={versions.length} versions={versions} />}
      {versions.length > 1 && !areHere && !fault && <p className="quiet">Loading versions…</p>}
    </div>
  );
}
