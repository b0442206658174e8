// What the dialog "Add provider" holds: the providers that aren't connected, then the fields of the chosen one.
import { ArrowLeft, Plug, X } from "lucide-react";
import { useId, useLayoutEffect, useState } from "react";
import { useElement } from "../lib/element.js";
import { ProviderIcon } from "../lib/provider_icon.jsx";
import { ConnectForm } from "./connect_form.jsx";
import { EndpointForm } from "./endpoint_form.jsx";
import { found } from "./provider_search.js";

/** @typedef {import("./add_provider.jsx").Provider} Provider */

const SERVER = "*server"; // no provider is called that

/** @param {{ title: string, onBack?: () => void, onClose: () => void }} properties */
function Head({ title, onBack, onClose }) {
  return (
    <div className="dialog-head add-provider-head">
      {onBack && (
        <button type="button" className="icon-button" aria-label="All providers" title="All providers" onClick={onBack}>
          <ArrowLeft size={18} aria-hidden="true" />
        </button>
      )}
      <h2 id="add-provider-title">{title}</h2>
      <button type="button" className="icon-button" aria-label="Close" title="Close" onClick={onClose}>
        <X size={18} aria-hidden="true" />
      </button>
    </div>
  );
}

/** @param {{ icon: React.ReactNode, label: string, about: string, onClick: () => void }} properties */
function Tile({ icon, label, about, onClick }) {
  return (
    <li>
      <button type="button" className="provider-tile" onClick={onClick}>
        {icon}
        <span>
          <bdi className="provider-tile-name">{label}</bdi> {about && <span className="quiet">{about}</span>}
        </span>
      </button>
    </li>
  );
}

/** @param {{ offered: Provider[], onChoose: (name: string) => void, onClose: () => void }} properties */
function Grid({ offered, onChoose, onClose }) {
  const field = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const list = /** @type {React.RefObject<HTMLUListElement>} */ (useElement());
  const id = useId();
  const [typed, setTyped] = useState("");
  const shown = found(offered, typed);
  useLayoutEffect(() => {
    if (!window.matchMedia("(pointer: coarse)").matches) field.current.focus(); // on a phone a keyboard would lie over the list
  }, []);

  const pressed = (/** @type {React.KeyboardEvent} */ event) => {
    if (event.key === "Enter" && typed.trim() && shown.length) onChoose(shown[0].name);
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    list.current.querySelector("button")?.focus();
  };
  return (
    <>
      <Head title="Add provider" onClose={onClose} />
      <label className="visually-hidden" htmlFor={id}>
        Search providers
      </label>
      <input
        ref={field}
        id={id}
        type="search"
        className="field"
        placeholder="Search providers"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={pressed}
      />
      <p className={shown.length ? "visually-hidden" : "quiet"} role="status">
        {shown.length === 0
          ? "No provider matches. You can still connect any OpenAI-compatible server."
          : `${shown.length} shown`}
      </p>
      <ul ref={list} className="provider-tiles">
        {shown.map(({ name, label, icon, about }) => (
          <Tile
            key={name}
            icon={<ProviderIcon provider={name} label={label} icon={icon} />}
            label={label}
            about={about}
            onClick={() => onChoose(name)}
          />
        ))}
        <Tile
          icon={<Plug className="provider-icon" aria-hidden="true" />}
          label="OpenAI-compatible server"
          about="Any server with OpenAI's API"
          onClick={() => onChoose(SERVER)}
        />
      </ul>
    </>
  );
}

/**
 * @param {{
 *   providers: Provider[], chosen: string, onChoose: (name: string) => void, onConnected: (name: string) => void,
 *   onClose: () => void,
 * }} properties
 */
export function ProviderPicker({ providers, chosen, onChoose, onConnected, onClose }) {
  const one = providers.find(({ name }) => name === chosen);
  const back = () => onChoose("");
  if (chosen === SERVER) {
    return (
      <>
        <Head title="Add an OpenAI-compatible server" onBack={back} onClose={onClose} />
        <EndpointForm onAdded={onConnected} onDone={onClose} />
      </>
    );
  }
  if (one) {
    return (
      <>
        <Head title={`Connect ${one.label}`} onBack={back} onClose={onClose} />
        <ConnectForm provider={one} onConnected={onConnected} onDone={onClose} />
      </>
    );
  }
  return <Grid offered={providers.filter((each) => !each.is_listed)} onChoose={onChoose} onClose={onClose} />;
}
