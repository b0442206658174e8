// A provider's models in the selector, and the providers that have no key yet.
import { memo, useMemo } from "react";
import { Link } from "react-router";
import { partsOf } from "../../lib/chunks.js";
import { counted } from "../../lib/counted.js";
import { ProviderIcon } from "../../lib/provider_icon.jsx";
import { priced, sized } from "./model_facts.js";
import { unfit } from "./model_search.js";
import { star } from "./model_store.js";
import { rowId } from "./shown_models.js";

/** @import { Model, ModelGroup as Group, ModelOption, Needs, Provider, Unfit } from "../types" */
/** @typedef {ApiBody<"ModelPreferencesBody">} Preferences */

const PART = 10; // rows, about as high as the list

/** @param {Model} model */
const aged = ({ lifecycle, replacement }) => {
  if (lifecycle === "preview") return "Preview";
  if (lifecycle !== "deprecated") return "";
  return replacement ? `Deprecated. Use ${replacement} instead` : "Deprecated";
};

/** @param {{ id: string, model: Model, isDefault: boolean, fault: Unfit | null }} props */
function Facts({ id, model, isDefault, fault }) {
  const facts = [model.context_window ? `${sized(model.context_window)} context` : "", priced(model)].filter(Boolean);
  return (
    <span className="model-facts" id={`${id}-facts`}>
      {isDefault && <span className="badge">Default</span>}
      {aged(model) && (
        <span className="badge" data-aged="">
          {aged(model)}
        </span>
      )}
      {[...model.badges, ...facts].map((fact) => (
        <span key={fact} className="model-fact">
          {fact}
        </span>
      ))}
      {fault && <span className="model-fault">{fault.reason}</span>}
    </span>
  );
}

/**
 * @param {object} props
 * @param {string} props.id
 * @param {Model} props.model
 * @param {boolean | undefined} props.isMixed whether models of other providers stand beside it
 * @param {boolean} props.isActive
 * @param {boolean} props.isChosen
 * @param {boolean} props.isDefault
 * @param {boolean} props.isStarred
 * @param {boolean} props.images
 * @param {boolean} props.attached
 * @param {number} props.tokens
 * @param {(ref: string) => void} props.onTake
 */
function ModelRow({ id, model, isMixed, isActive, isChosen, isDefault, isStarred, images, attached, tokens, onTake }) {
  const fault = unfit(model, { images, attached, tokens });
  const isShut = fault !== null && !fault.canAnswer;
  /** @param {React.MouseEvent} event */
  const mark = (event) => {
    event.stopPropagation();
    star(model.id, !isStarred);
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus and names the active option
    // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the search field
    <div
      id={id}
      role="option"
      className="model-row"
      aria-label={isMixed ? `${model.name}, ${model.label}` : model.name}
      aria-describedby={`${id}-facts`}
      aria-selected={isChosen}
      aria-disabled={isShut || undefined}
      data-active={isActive || undefined}
      data-unfit={fault !== null || undefined}
      data-model={model.id}
      onClick={() => isShut || onTake(model.id)}
    >
      <ProviderIcon provider={model.provider} label={model.label} icon={model.icon} />
      <span className="model-main">
        <span className="model-title">
          <span className="model-name">{model.name}</span>
          {isMixed && <span className="tag">{model.label}</span>}
        </span>
        <Facts id={id} model={model} isDefault={isDefault} fault={fault} />
      </span>
      {isChosen && (
        <span className="model-check" aria-hidden="true">
          ✓
        </span>
      )}
      <span className="model-star" data-on={isStarred || undefined} aria-hidden="true" onClick={mark}>
        {isStarred ? "★" : "☆"}
      </span>
    </div>
  );
}

const Row = memo(ModelRow);

/**
 * @param {object} props
 * @param {ModelOption[]} props.rows
 * @param {boolean | undefined} props.isMixed
 * @param {string} props.active
 * @param {string} props.chosen
 * @param {Preferences} props.preferred
 * @param {Needs} props.needs
 * @param {(ref: string) => void} props.onTake
 */
function ModelRows({ rows, isMixed, active, chosen, preferred, needs, onTake }) {
  return rows.map(({ id, model }) => (
    <Row
      key={id}
      id={id}
      model={model}
      isMixed={isMixed}
      isActive={active === id}
      isChosen={model.id === chosen}
      isDefault={model.id === preferred.default}
      isStarred={preferred.starred.includes(model.id)}
      images={needs.images}
      attached={needs.attached}
      tokens={needs.tokens}
      onTake={onTake}
    />
  ));
}

const Rows = memo(ModelRows);

/**
 * Nothing is shown where all is well.
 * @param {{ provider: Provider }} props
 */
function Standing({ provider }) {
  const words = [provider.light === "green" ? "" : provider.message, provider.is_stale ? "List may be out of date." : ""];
  const isIdle = ["not_configured", "disabled", "untested"].includes(provider.status);
  return (
    <>
      <span
        className="status-light"
        data-light={provider.light}
        data-idle={isIdle || undefined}
        title={provider.message}
        aria-hidden="true"
      />
      <span className="model-standing" title={provider.message}>
        {words.filter(Boolean).join(" ")}
      </span>
    </>
  );
}

/**
 * One line for each provider that can't be used yet: it leads to where its key, its address or its models are set.
 * @param {{ id: string, providers: Provider[], onLeave: () => void }} props
 */
function Unconnected({ id, providers, onLeave }) {
  return (
    <div id={id}>
      {providers.map(({ name, label, icon }) => (
        <div key={name} role="group" aria-label={label}>
          <Link
            className="model-configure"
            to={`/settings#${encodeURIComponent(name)}`}
            aria-label={`Configure API key for ${label}`}
            onClick={onLeave}
          >
            <ProviderIcon provider={name} label={label} icon={icon} />
            <span className="model-group-name">{label}</span>
            <span className="model-configure-word">Configure API key</span>
          </Link>
        </div>
      ))}
      <Link className="model-configure" to="/settings#add" onClick={onLeave}>
        Add provider
      </Link>
    </div>
  );
}

/** @param {{ id: string, provider: Provider, onLeave: () => void }} props */
function NoList({ id, provider, onLeave }) {
  const { name, label } = provider;
  return (
    <Link
      id={id}
      className="model-configure"
      to={`/settings#${encodeURIComponent(name)}`}
      aria-label={`Enter a model ID for ${label}`}
      onClick={onLeave}
    >
      Enter a model ID
    </Link>
  );
}

/** @param {{ group: Group, isFolded: boolean, onFold: (key: string) => void }} props */
function Head({ group, isFolded, onFold }) {
  const { id, key, label, provider, rows, unconnected, isOpen } = group;
  const count = unconnected ? unconnected.length : rows.length;
  const noun = unconnected ? "provider" : "model";
  return (
    <button
      type="button"
      className="model-group-head"
      aria-expanded={!isFolded}
      aria-controls={isFolded ? undefined : id}
      onClick={() => onFold(key)}
    >
      <span className="model-arrow" aria-hidden="true">
        ›
      </span>
      {provider && <ProviderIcon provider={provider.name} label={provider.label} icon={provider.icon} />}
      <span className="model-group-name">{label}</span>
      {provider?.is_custom && <span className="tag">custom</span>}
      {!isOpen && <span className="tag">{counted(count, noun)}</span>}
      {provider && !isOpen && <Standing provider={provider} />}
    </button>
  );
}

/**
 * `most` is how many rows are drawn, `active` the id of the active row.
 * @param {object} props
 * @param {Group} props.group
 * @param {number | undefined} props.most
 * @param {boolean} props.isFolded
 * @param {string | undefined} props.active
 * @param {string} props.chosen
 * @param {Preferences} props.preferred
 * @param {Needs} props.needs
 * @param {(key: string) => void} props.onFold
 * @param {(ref: string) => void} props.onTake
 * @param {() => void} props.onLeave
 */
function GroupOfModels({ group, most, isFolded, active, chosen, preferred, needs, onFold, onTake, onLeave }) {
  const { id, label, provider, rows, drawn, isMixed, unconnected, isOpen } = group;
  // What was found is one part, for a row must not leave its part: it would be drawn again.
  const parts = useMemo(() => {
    const shown = (drawn ?? rows.slice(0, most)).map((model) => ({ id: rowId(group, model), model }));
    return partsOf(shown, drawn ? Infinity : PART);
  }, [group, most]);
  const all = { isMixed, chosen, preferred, needs, onTake };
  const isList = !isOpen && !unconnected;
  return (
    <div role="group" aria-label={label} className="model-group">
      <Head group={group} isFolded={isFolded} onFold={onFold} />
      {!isFolded && unconnected && <Unconnected id={id} providers={unconnected} onLeave={onLeave} />}
      {!isFolded && isOpen && provider && <NoList id={id} provider={provider} onLeave={onLeave} />}
      {!isFolded && isList && (
        <div role="listbox" id={id} aria-label={label}>
          {parts.map((part, at) => (
            <div key={at} className="model-part" style={{ "--rows": part.length }}>
              <Rows rows={part} active={part.find((row) => row.id === active)?.id ?? ""} {...all} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

export const ModelGroup = memo(GroupOfModels);
