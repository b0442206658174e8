// How answers are wanted in this conversation. A field is kept when it is left, or with Enter; what is wrong stands below it.
import { Fragment, useEffect, useState } from "react";
import { useElement } from "../../lib/element.js";

/** @import { OfferedControls, SettingField } from "../types" */

const LONGEST = 100_000; // characters, as the server counts them (rxchat/services/chat/answer_options.py): far more would not fit its websocket
const TOO_LONG = "This is too long. Keep it under 100,000 characters.";
/** @type {Record<string, string>} */
const EFFORTS = { off: "Off", low: "Low", medium: "Medium", high: "High" };

/**
 * @param {object} props
 * @param {string} props.name
 * @param {string} props.label
 * @param {string} [props.hint]
 * @param {string | undefined} props.error
 * @param {React.ReactNode} props.children
 */
function Field({ name, label, hint = "", error, children }) {
  return (
    <div className="setting">
      <label htmlFor={`setting-${name}`}>{label}</label>
      {children}
      {hint && (
        <p id={`setting-${name}-hint`} className="quiet">
          {hint}
        </p>
      )}
      <p id={`setting-${name}-error`} className="word" data-bad="true" role="alert">
        {error ?? ""}
      </p>
    </div>
  );
}

/** @param {SettingField & { isLong?: boolean, placeholder?: string, inputMode?: "numeric" }} props */
function Typed({ name, value, error, isLong = false, onKeep, onTooLong, ...more }) {
  const box = /** @type {React.RefObject<HTMLInputElement & HTMLTextAreaElement>} */ (useElement());
  // What is typed and not yet kept is the person's: the server's word is taken while the field is left alone.
  useEffect(() => {
    if (document.activeElement !== box.current) box.current.value = value;
  }, [value]);
  const keep = () => {
    const isTooLong = box.current.value.length > LONGEST;
    onTooLong(name, isTooLong);
    if (!isTooLong && (box.current.value !== value || error)) onKeep(name, box.current.value);
  };
  const properties = {
    ref: box,
    id: `setting-${name}`,
    defaultValue: value,
    onBlur: keep,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": `setting-${name}-hint setting-${name}-error`,
    ...more,
  };
  if (isLong) return <textarea rows={4} {...properties} />;
  return <input inputMode="decimal" autoComplete="off" {...properties} onKeyDown={(event) => event.key === "Enter" && keep()} />;
}

/**
 * What is over a limit was set for another model, and is sent as the limit.
 * @param {string} typed
 * @param {number} most
 * @param {string} range
 */
const limit = (typed, most, range) =>
  Number(typed) > most ? `This model's limit of ${most.toLocaleString("en")} will be used` : range;

/** @param {{ names: string[], chosen: string, onPreset: (name: string) => void }} props */
function Presets({ names, chosen, onPreset }) {
  return (
    <div className="presets" role="group" aria-label="Presets">
      {names.map((name) => (
        <button key={name} type="button" className="action" aria-pressed={name === chosen} onClick={() => onPreset(name)}>
          {name}
        </button>
      ))}
    </div>
  );
}

/**
 * How freely the model chooses its words. `field` gives what each field has in common.
 * @param {{ values: Record<string, string>, offered: OfferedControls, field: (name: string) => SettingField }} props
 */
function Sampling({ values, offered, field }) {
  const temperatures = limit(values.temperature, offered.highest_temperature, `0 to ${offered.highest_temperature}`);
  const isIgnored = !offered.takes_both && values.temperature !== "";
  return (
    <div className="setting-pair">
      <Field name="temperature" label="Temperature" hint={temperatures} error={field("temperature").error}>
        <Typed {...field("temperature")} />
      </Field>
      <Field
        name="top_p"
        label="Top P"
        hint={isIgnored ? "Ignored while Temperature is set" : "0.01 to 1"}
        error={field("top_p").error}
      >
        <Typed {...field("top_p")} />
      </Field>
    </div>
  );
}

/** @param {{ value: string, most: number, field: SettingField }} props */
function MaxTokens({ value, most, field }) {
  const hint = most ? limit(value, most, `Up to ${most.toLocaleString("en")}`) : "Per response";
  return (
    <Field name="max_tokens" label="Max output tokens" hint={hint} error={field.error}>
      <Typed {...field} inputMode="numeric" />
    </Field>
  );
}

/**
 * @param {object} props
 * @param {string} props.value
 * @param {string[]} props.efforts
 * @param {string | undefined} props.error
 * @param {(name: string, value: string) => void} props.onChange
 */
function Effort({ value, efforts, error, onChange }) {
  const isKept = value !== "" && !efforts.includes(value);
  return (
    <Field name="reasoning" label="Reasoning effort" error={error}>
      <select
        id="setting-reasoning"
        value={value}
        aria-describedby="setting-reasoning-error"
        onChange={(event) => onChange("reasoning", event.target.value)}
      >
        <option value="">Default</option>
        {efforts.map((effort) => (
          <option key={effort} value={effort}>
            {EFFORTS[effort]}
          </option>
        ))}
        {isKept && <option value={value}>{EFFORTS[value]} (nearest supported level is used)</option>}
      </select>
    </Field>
  );
}

/**
 * `values` and `errors` are those of the fields, by their names.
 * @param {object} props
 * @param {string} props.panel
 * @param {Record<string, string>} props.values
 * @param {Record<string, string>} props.errors
 * @param {OfferedControls} props.offered
 * @param {string[]} props.presets
 * @param {string} props.chosenPreset
 * @param {number} props.conversationId
 * @param {(name: string, typed: string) => void} props.onChangeSetting
 * @param {(name: string) => void} props.onPreset
 */
export function AnswerSettings({
  panel,
  values,
  errors,
  offered,
  presets,
  chosenPreset,
  conversationId,
  onChangeSetting,
  onPreset,
}) {
  const [tooLong, setTooLong] = useState(/** @type {Record<string, boolean>} */ ({}));
  /** @type {(name: string) => SettingField} */
  const field = (name) => ({
    name,
    value: values[name],
    error: tooLong[name] ? TOO_LONG : errors[name],
    onKeep: onChangeSetting,
    onTooLong: (which, isTooLong) => setTooLong((known) => ({ ...known, [which]: isTooLong })),
  });
  const efforts = offered.efforts;

  useEffect(() => setTooLong({}), [conversationId]);

  // The fields are a conversation's own; the panel stays open when it is known, which can be after it was opened.
  return (
    <div id={panel} popover="auto" role="dialog" aria-labelledby={`${panel}-title`} className="answer-settings">
      <Fragment key={conversationId}>
        <h2 id={`${panel}-title`}>Response settings</h2>
        <p className="quiet">For this chat only. Leave a field blank to use the model's default.</p>
        <Field name="system" label="System prompt" error={field("system").error}>
          <Typed {...field("system")} isLong placeholder="e.g. You are a concise technical editor." />
        </Field>
        {offered.samples && <Presets names={presets} chosen={chosenPreset} onPreset={onPreset} />}
        {offered.samples && <Sampling values={values} offered={offered} field={field} />}
        {!offered.samples && <p className="quiet why-not">{offered.why_not}</p>}
        <div className="setting-pair">
          <MaxTokens value={values.max_tokens} most={offered.most_tokens} field={field("max_tokens")} />
          {efforts.length > 0 && (
            <Effort value={values.reasoning} efforts={efforts} error={errors.reasoning} onChange={onChangeSetting} />
          )}
        </div>
        {offered.unheard && <p className="quiet why-not">{offered.unheard}</p>}
      </Fragment>
    </div>
  );
}
