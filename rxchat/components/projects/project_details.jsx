// What is below the composer of the project page: its chats, and at the side its settings and usage.
import { useEffect, useMemo, useState } from "react";
import { call } from "../lib/api.js";
import { counted } from "../lib/counted.js";
import { DefaultModel } from "../settings/default_model.jsx";
import { Folders } from "../shell/folders/folders_opener.jsx";
import { COLORS } from "../shell/projects/project_store.js";
import { ProjectChats } from "./project_chats.jsx";
import { Budget, LongText, Word } from "./project_fields.jsx";
import { useProjectId } from "./project_head.jsx";
import { save, shown } from "./shown_project.js";

/** @import { ProviderBadge } from "../lib/types" */
/** @typedef {import("./shown_project.js").Project} Project */
/** @typedef {ApiBody<"FiguresBody">} Figures */

/** @param {number} amount */
const dollars = (amount) => `$${amount.toFixed(amount > 0 && amount < 0.01 ? 4 : 2)}`;
const NUMBER = new Intl.NumberFormat("en");

/** This month's figures of the chats that are in it now. @param {{ project: Project, version: number }} props */
function Usage({ project, version }) {
  const [total, setTotal] = useState(/** @type {Figures | null} */ (null));
  const [fault, setFault] = useState("");
  useEffect(() => {
    let isHere = true;
    const month = `${new Date().toISOString().slice(0, 7)}-01`;
    /** @type {ReturnType<typeof call<ApiBody<"rxchat__api__usage_shapes__UsageBody">>>} */
    const asking = call(`/api/projects/${project.id}/usage?from=${month}`);
    asking.then(({ data, fault }) => {
      if (!isHere) return;
      setTotal(data?.total ?? null);
      setFault(fault ?? "");
    });
    return () => {
      isHere = false;
    };
  }, [project.id, version]);
  const limit = project.monthly_limit;
  const spent = total?.cost ?? 0;
  return (
    <section className="project-usage" aria-label="Usage this month">
      <h3>This month</h3>
      {fault && (
        <p className="quiet" role="alert">
          {fault}
        </p>
      )}
      {total && (
        <>
          <p>
            {dollars(spent)}
            {limit !== null && ` of ${dollars(limit)}`}
          </p>
          {limit !== null && (
            <progress
              className="project-meter"
              aria-label="Share of the budget that is spent"
              max={limit || 1}
              value={limit ? spent : 1}
            />
          )}
          <p className="quiet">
            {counted(total.requests, "request", NUMBER.format(total.requests))} ·{" "}
            {counted(total.input_tokens + total.output_tokens, "token", NUMBER.format(total.input_tokens + total.output_tokens))}
          </p>
          {limit !== null && spent >= limit && (
            <p className="word" data-bad="">
              The budget is used up. Raise it, or use a free model.
            </p>
          )}
          {total.unpriced_requests > 0 && (
            <p className="quiet">{counted(total.unpriced_requests, "request")} of unknown price not included.</p>
          )}
        </>
      )}
    </section>
  );
}

/** @param {{ project: Project }} props */
function Colors({ project: { id, color } }) {
  return (
    <fieldset className="project-colors">
      <legend>Color</legend>
      {COLORS.map((each, index) => (
        <label key={each} style={{ color: each }}>
          <input
            type="radio"
            name="project-color"
            className="project-color"
            aria-label={`Color ${index + 1}`}
            checked={color.toLowerCase() === each}
            onChange={() => save(id, "color", { color: each })}
          />
        </label>
      ))}
    </fieldset>
  );
}

/**
 * `version` and `folders` count the changes of projects and of folders.
 * @param {{ version: number, folders: number, badges: ProviderBadge[] }} props
 */
export function ProjectDetails({ version, folders, badges }) {
  const id = useProjectId();
  const labels = useMemo(() => new Map(badges.map(({ name, label }) => [name, label])), [badges]);
  const { project } = shown.use();
  if (!project || project.id !== id) return null;
  return (
    <div key={id} className="project-details">
      <div className="project-main">
        <Folders changes={folders} project={id} labels={labels} shownId={0} />
        <ProjectChats id={id} version={version} />
      </div>
      <aside className="project-side" aria-label="Project settings">
        <LongText
          project={project}
          label="Instructions"
          hint="Sent to the model in all chats of this project."
          member="instructions"
          rows={6}
          most={10_000}
          placeholder="e.g. Use metric units, and show your calculations."
        />
        <div className="project-setting">
          <DefaultModel
            chosen={project.default_model ?? ""}
            label="Default model"
            otherwise="Same as other chats"
            onChoose={(ref) => save(id, "default_model", { default_model: ref || null })}
          />
          <Word member="default_model" />
        </div>
        <Budget project={project} />
        <Usage project={project} version={version} />
        <Colors project={project} />
      </aside>
    </div>
  );
}
