// The tokens with which other programs use `/v1`: what each may do, when it was used, and the form that creates one.
import { useId, useState } from "react";
import { call } from "../lib/api.js";
import { SureButton } from "../lib/confirm_button.jsx";
import { CopyButton } from "../lib/copy_button.jsx";
import { useKeptList } from "./kept_list.js";
import { endOf, modelsOf, rulesOf, tokenBody } from "./token_words.js";

/** @import { Answer } from "../lib/types" */

const PATH = "/api/tokens";

/** The one time that a token is shown. @param {{ created: ApiBody<"CreatedToken"> }} props */
function Created({ created }) {
  return (
    <div className="token-created" role="status">
      <p>Copy the token for {created.name} now. It won't be shown again.</p>
      <div className="account-command">
        <code>{created.token}</code>
        <CopyButton text={created.token} />
      </div>
    </div>
  );
}

/** @param {{ onCreated: (created: ApiBody<"CreatedToken">) => void }} props */
function NewToken({ onCreated }) {
  const id = useId();
  const [fault, setFault] = useState("");
  /** @param {React.FormEvent<HTMLFormElement>} event */
  const create = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const { body, wrong } = tokenBody(Object.fromEntries(new FormData(form)), new Date());
    if (wrong) return setFault(wrong);
    /** @type {Answer<ApiBody<"CreatedToken">>} */
    const { data, fault } = await call(PATH, { method: "POST", body });
    setFault(fault ?? "");
    if (!data) return;
    form.reset();
    onCreated(data);
  };
  const fields = [
    { name: "name", label: "Name", placeholder: "e.g. Editor", maxLength: 100 },
    { name: "models", label: "Models (optional)", placeholder: "e.g. claude:*, mistral:mistral-medium-latest", maxLength: 4000 },
    { name: "limit", label: "Monthly budget in USD (optional)", placeholder: "20", maxLength: 20 },
    { name: "days", label: "Expires after days (optional)", placeholder: "90", maxLength: 5 },
  ];
  return (
    <form className="token-form" onSubmit={create} autoComplete="off" aria-describedby={`${id}-fault`}>
      {fields.map(({ name, label, ...field }) => (
        <div key={name}>
          <label htmlFor={`${id}-${name}`}>{label}</label>
          <input className="field" id={`${id}-${name}`} name={name} spellCheck={false} autoCapitalize="off" {...field} />
        </div>
      ))}
      <button type="submit" className="action">
        Create token
      </button>
      <p id={`${id}-fault`} className="word" role="alert" data-bad="">
        {fault}
      </p>
    </form>
  );
}

export function ProgramTokens() {
  /** @type {ReturnType<typeof useKeptList<ApiBody<"TokenList">>>} */
  const { kept, fault, ask, remove } = useKeptList(PATH);
  const [created, setCreated] = useState(/** @type {ApiBody<"CreatedToken"> | null} */ (null));
  /** @param {ApiBody<"CreatedToken">} token */
  const show = (token) => {
    setCreated(token);
    ask();
  };
  return (
    <>
      <p className="word" role="alert" data-bad="">
        {fault}
      </p>
      <ul className="kept">
        {kept?.tokens.map((token) => (
          <li key={token.id}>
            <div className="grow">
              <strong dir="auto">{token.name}</strong> <span className="quiet">…{token.hint}</span>
              <p className="quiet">{`${modelsOf(token)} · ${rulesOf(token)} · ${endOf(token)}`}</p>
            </div>
            <SureButton asks={`Revoke ${token.name}? Click again to confirm`} onSure={() => remove(token.id)}>
              Revoke
            </SureButton>
          </li>
        ))}
      </ul>
      {created && <Created created={created} />}
      <NewToken onCreated={show} />
    </>
  );
}
