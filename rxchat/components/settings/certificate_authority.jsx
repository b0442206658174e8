// Certificate authority: whose signature on its server's certificate a custom endpoint trusts. It is asked for when its fold opens.
import { useId, useRef, useState } from "react";
import { call } from "../lib/api.js";
import { useElement } from "../lib/element.js";

/** @import { Answer } from "../lib/types" */
/** @typedef {{ text: string, isBad: boolean }} Said */

/** @param {{ field?: React.RefObject<HTMLTextAreaElement>, said: Said, name?: string }} properties */
export function AuthorityField({ field, said, name }) {
  const id = useId();
  return (
    <div className="authority-field">
      <label htmlFor={id}>Certificate authority</label>
      <p id={`${id}-about`} className="quiet">
        Only for a server with a certificate that your company, or you, have signed: paste the issuer’s certificate (PEM).
      </p>
      <textarea
        ref={field}
        id={id}
        name={name}
        className="field"
        rows={5}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        placeholder="-----BEGIN CERTIFICATE-----"
        aria-describedby={`${id}-about ${id}-word`}
        aria-invalid={said.isBad || undefined}
      />
      <p
        id={`${id}-word`}
        className="word"
        role={said.text && !said.isBad ? "status" : "alert"}
        data-bad={said.isBad || undefined}
      >
        {said.text}
      </p>
    </div>
  );
}

/** @param {{ provider: string, isSet: boolean }} properties */
export function CertificateAuthority({ provider, isSet }) {
  const field = /** @type {React.RefObject<HTMLTextAreaElement>} */ (useElement());
  const shown = useRef("");
  const [isSaving, setSaving] = useState(false);
  const [said, setSaid] = useState(/** @type {Said} */ ({ text: "", isBad: false }));
  const path = `/api/providers/${encodeURIComponent(provider)}`;

  const show = (/** @type {string} */ text) => {
    shown.current = text;
    field.current.value = text;
  };
  const fetchText = async () => {
    /** @type {Answer<ApiBody<"CertificateAuthorityBody">>} */
    const { data, fault } = await call(`${path}/certificate-authority`);
    if (data && field.current.value === shown.current) show(data.certificate_authority ?? ""); // else somebody types
    if (fault !== undefined) setSaid({ text: fault, isBad: true });
  };
  const save = async (/** @type {string} */ text) => {
    if (isSaving) return;
    setSaving(true);
    setSaid({ text: "", isBad: false });
    const { fault } = await call(path, { method: "PATCH", body: { certificate_authority: text || null } });
    setSaving(false);
    const done = text ? "Certificate authority saved." : "Certificate authority removed.";
    setSaid({ text: fault ?? done, isBad: fault !== undefined });
    if (fault !== undefined) {
      field.current.focus();
      return;
    }
    show(text);
    if (text) await fetchText(); // what is kept of it
  };
  const submitted = (/** @type {React.FormEvent} */ event) => {
    event.preventDefault();
    save(field.current.value.trim());
  };
  return (
    <details onToggle={({ currentTarget: fold }) => fold.open && isSet && fetchText()}>
      <summary>Certificate authority</summary>
      <form onSubmit={submitted} autoComplete="off" aria-busy={isSaving}>
        <AuthorityField field={field} said={said} />
        <div className="key-actions">
          <button type="submit" className="action">
            Save certificate
          </button>
          {isSet && (
            <button type="button" className="action" onClick={() => save("")}>
              Remove certificate
            </button>
          )}
        </div>
      </form>
    </details>
  );
}
