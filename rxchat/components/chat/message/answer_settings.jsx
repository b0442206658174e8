// How answers are wanted in this conversation. A field is kept when it is left, or with Enter; what is wrong stands below it.
import { Fragment, useEffect, useRef, useState } from "react";

const LONGEST = 100_000; // characters, as the server counts them (rxchat/services/chat/answer_options.py): far more would not fit its websocket
const TOO_LONG = "This is too long. Keep it under 100,000 characters.";
const EFFORTS = { off: "Off", low: "Low", medium: "Medium", high: "High" };

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

function Typed({ name, value, error, isLong = false, onKeep, onTooLong, ...more }) {
  const box = useRef(null);
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

// What is over a limit was set for another model, and is sent as the limit.
const limit = (typed, most, range) =>
  Number(typed) > most ? `This model's limit of ${most.toLocaleString("en")} will be used` : range;

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
  const [tooLong, setTooLong] = useState({});
  const wrong = (name) => (tooLong[name] ? TOO_LONG : errors[name]);
  const typed = (name) => ({
    name,
    value: values[name],
    error: wrong(name),
    onKeep: onChangeSetting,
    onTooLong: (which, isTooLong) => setTooLong((known) => ({ ...known, [which]: isTooLong })),
  });
  const efforts = offered.efforts;
  const temperatures = limit(values.temperature, offered.highest_temperature, `0 to ${offered.highest_temperature}`);
  const most = offered.most_tokens && `Up to ${offered.most_tokens.toLocaleString("en")}`;
  const isKept = values.reasoning !== "" && !efforts.includes(values.reasoning);

  useEffect(() => setTooLong({}), [conversationId]);

  // The fields are a conversation's own; the panel stays open when it is known, which can be after it was opened.
  return (
    <div id={panel} popover="auto" role="dialog" aria-labelledby={`${panel}-title`} className="answer-settings">
      <Fragment key={conversationId}>
        <h2 id={`${panel}-title`}>Response settings</h2>
        <p className="quiet">For this chat only. Leave a field blank to use the model's default.</p>
        <Field name="system" label="System prompt" error={wrong("system")}>
          <Typed {...typed("system")} isLong placeholder="e.g. You are a concise technical editor." />
        </Field>
        {offered.samples ? (
          <>
            <div className="presets" role="group" aria-label="Presets">
              {presets.map((name) => (
                <button
                  key={name}
                  type="button"
                  className="action"
                  aria-pressed={name === chosenPreset}
                  onClick={() => onPreset(name)}
                >
                  {name}
                </button>
              ))}
            </div>
            <div className="setting-pair">
              <Field name="temperature" label="Temperature" hint={temperatures} error={wrong("temperature")}>
                <Typed {...typed("temperature")} />
              </Field>
              <Field
                name="top_p"
                label="Top P"
                hint={!offered.takes_both && values.temperature !== "" ? "Ignored while Temperature is set" : "0.01 to 1"}
                error={wrong("top_p")}
              >
                <Typed {...typed("top_p")} />
              </Field>
            </div>
          </>
        ) : (
          <p className="quiet why-not">{offered.why_not}</p>
        )}
        <div className="setting-pair">
          <Field
            name="max_tokens"
            label="Max output tokens"
            hint={most ? limit(values.max_tokens, offered.most_tokens, most) : "Per response"}
            error={wrong("max_tokens")}
          >
            <Typed {...typed("max_tokens")} inputMode="numeric" />
          </Field>
          {efforts.length > 0 && (
            <Field name="reasoning" label="Reasoning effort" error={errors.reasoning}>
              <select
                id="setting-reasoning"
                value={values.reasoning}
                aria-describedby="setting-reasoning-error"
                onChange={(event) => onChangeSetting("reasoning", event.target.value)}
              >
                <option value="">Default</option>
                {efforts.map((effort) => (
                  <option key={effort} value={effort}>
                    {EFFORTS[effort]}
                  </option>
                ))}
                {isKept && (
                  <option value={values.reasoning}>{EFFORTS[values.reasoning]} (nearest supported level is used)</option>
                )}
              </select>
            </Field>
          )}
        </div>
        {offered.unheard && <p className="quiet why-not">{offered.unheard}</p>}
      </Fragment>
    </div>
  );
}
