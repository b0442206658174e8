// Fields of the project page: each is saved when it is left, and says so.
import { useEffect, useId, useRef, useState } from "react";
import { draft, keepDraft, save, shown } from "./shown_project.js";

/** @typedef {import("./shown_project.js").Project} Project */
/** @typedef {import("./shown_project.js").Member} Member */

/** What became of the last change. @param {{ id?: string, member: Member }} props */
export function Word({ id, member }) {
  const word = shown.use((all) => all.words[member]);
  return (
    <p id={id} className="word project-word" role={word?.isBad ? "alert" : "status"} data-bad={word?.isBad || undefined}>
      {word?.text}
    </p>
  );
}

/**
 * A text that is kept as a draft while it is typed and saved when the field, or the page, is left. `given` is what it is on the server.
 * @param {number} id
 * @param {Member} member
 * @param {string} given
 * @param {(text: string) => ApiBody<"ProjectChange"> | null} bodyOf null where there is nothing to save
 */
export function useSavedText(id, member, given, bodyOf) {
  const [typed, setTyped] = useState(() => draft(id, member)); // undefined: as on the server
  const latest = useRef({ typed, given });
  latest.current = { typed, given };
  const leave = async () => {
    const { typed: text, given: before } = latest.current;
    if (text === undefined) return;
    const body = text.trim() === before.trim() ? null : bodyOf(text);
    if (body === null || (await save(id, member, body))) {
      if (body === null) keepDraft(id, member, "");
      if (latest.current.typed === text) setTyped(undefined);
    }
  };
  useEffect(() => () => void leave(), []);
  /** @param {string} text */
  const type = (text) => {
    keepDraft(id, member, text);
    setTyped(text);
  };
  return { value: typed ?? given, type, leave };
}

/** @param {{ project: Project, label: string, rows: number, member: "description" | "instructions", hint?: string, placeholder: string, most: number }} props */
export function LongText({ project, label, rows, member, hint, placeholder, most }) {
  const id = useId();
  const { value, type, leave } = useSavedText(project.id, member, project[member], (text) => ({ [member]: text }));
  return (
    <div className="project-setting">
      <label htmlFor={id}>{label}</label>
      {hint && <p className="quiet">{hint}</p>}
      <textarea
        id={id}
        rows={rows}
        value={value}
        maxLength={most}
        placeholder={placeholder}
        aria-describedby={`${id}-word`}
        onChange={(event) => type(event.target.value)}
        onBlur={leave}
      />
      <Word id={`${id}-word`} member={member} />
    </div>
  );
}

/** The monthly budget, as a person types it: `$20`, `7.50`, or nothing. @param {{ project: Project }} props */
export function Budget({ project }) {
  const id = useId();
  const limit = project.monthly_limit;
  const given = limit === null ? "" : String(limit);
  const { value, type, leave } = useSavedText(project.id, "monthly_limit", given, (text) => {
    const amount = text.trim().replace(/^\$\s*/, "");
    return { monthly_limit: amount === "" ? null : /** @type {number} */ (/** @type {unknown} */ (amount)) }; // the server says what is no amount
  });
  return (
    <div className="project-setting">
      <label htmlFor={id}>Monthly budget</label>
      <div className="project-budget">
        <span aria-hidden="true">$</span>
        <input
          id={id}
          className="field"
          inputMode="decimal"
          value={value}
          placeholder="None"
          autoComplete="off"
          aria-describedby={`${id}-word`}
          onChange={(event) => type(event.target.value)}
          onBlur={leave}
          onKeyDown={(event) => event.key === "Enter" && leave()}
        />
      </div>
      <Word id={`${id}-word`} member="monthly_limit" />
    </div>
  );
}
