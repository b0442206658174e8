// A provider's models in the selector, or the way to its key where it has none.
import { memo, useMemo } from "react";
import { Link } from "react-router";
import { unfit } from "./model_search.js";
import { star } from "./model_store.js";
import { partsOf } from "../../lib/chunks.js";

const PART = 10; // rows, about as high as the list

const sized = (tokens) => (tokens >= 1e6 ? `${+(tokens / 1e6).toFixed(1)}M` : `${Math.round(tokens / 1000)}K`);
const money = (amount) => `$${amount >= 1 ? +amount.toFixed(2) : amount >= 0.01 ? amount.toFixed(2) : amount.toPrecision(1)}/M`;

function priced({ price }) {
  if (!price) return "";
  if (price.input_per_million === 0 && price.output_per_million === 0) return "Free";
  return `${money(price.input_per_million)} in, ${money(price.output_per_million)} out`;
}

const aged = ({ lifecycle, replacement }) =>
  lifecycle === "deprecated" ? (replacement ? `Deprecated: use ${replacement}` : "Deprecated") : lifecycle === "preview" ? "Preview" : "";

/** An icon of the sprite that `provider_icon.py` put into the page; the usual one where there is none of that name. */
export function ProviderIcon({ icon }) {
  const name = document.getElementById(`icon-${icon}`) ? icon : "bot";
  return <svg className="provider-icon" viewBox="0 0 24 24" aria-hidden="true"><use href={`#icon-${name}`} /></svg>;
}

/** The same for a model wherever it stands in its list: a row that moves is not drawn anew. */
export const rowId = (group, model) => `${group.id}-${encodeURIComponent(model.id)}`;

const ModelRow = memo(function ModelRow({ id, model, isMixed, isActive, isChosen, isDefault, isStarred, images, attached, tokens, onTake }) {
  const fault = unfit(model, { images, attached, tokens });
  const isShut = fault !== null && !fault.canAnswer;
  const can = model.capabilities;
  const facts = [model.context_window ? `${sized(model.context_window)} context` : "", priced(model)].filter(Boolean);
  const mark = (event) => {
    event.stopPropagation();
    star(model.id, !isStarred);
  };
  return (
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
      <ProviderIcon icon={model.icon} />
      <span className="model-main">
        <span className="model-title">
          <span className="model-name">{model.name}</span>
          {isMixed && <span className="tag">{model.label}</span>}
        </span>
        <span className="model-facts" id={`${id}-facts`}>
          {isDefault && <span className="badge">Default</span>}
          {aged(model) && <span className="badge" data-aged="">{aged(model)}</span>}
          {can.images && <span className="badge">Images</span>}
          {can.reasoning && <span className="badge">Reasoning</span>}
          {can.tools && <span className="badge">Tools</span>}
          {can.streaming === false && <span className="badge">No streaming</span>}
          {facts.map((fact) => <span key={fact}>{fact}</span>)}
          {fault && <span className="model-fault">{fault.reason}</span>}
        </span>
      </span>
      {isChosen && <span className="model-check" aria-hidden="true">✓</span>}
      <span className="model-star" data-on={isStarred || undefined} aria-hidden="true" onClick={mark}>{isStarred ? "★" : "☆"}</span>
    </div>
  );
});

function Standing({ provider }) {
  return (
    <>
      <span className="status-light" data-light={provider.light} aria-hidden="true" />
      <span className="model-standing" title={provider.message}>{provider.is_stale ? `${provider.message} The list may be old.` : provider.message}</span>
    </>
  );
}

const ModelRows = memo(function ModelRows({ rows, isMixed, active, chosen, preferred, needs, onTake }) {
  return rows.map(({ id, model }) => (
    <ModelRow
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
});

export const ModelGroup = memo(function ModelGroup({ group, most, isFolded, active, chosen, preferred, needs, onFold, onTake, onLeave }) {
  const { id: list, key, label, provider, rows, drawn, isMixed, isOpen } = group;
  // What was found is one part, for a row must not leave its part: it would be drawn anew.
  const parts = useMemo(() => {
    const shown = (drawn ?? rows.slice(0, most)).map((model) => ({ id: rowId(group, model), model }));
    return partsOf(shown, drawn ? Infinity : PART);
  }, [group, most]);
  const all = { isMixed, chosen, preferred, needs, onTake };
  return (
    <div role="group" aria-label={label} className="model-group">
      <button type="button" className="model-group-head" aria-expanded={!isFolded} aria-controls={isFolded ? undefined : list} onClick={() => onFold(key)}>
        <span className="model-arrow" aria-hidden="true">›</span>
        {provider && <ProviderIcon icon={provider.icon} />}
        <span className="model-group-name">{label}</span>
        {provider?.is_custom && <span className="tag">custom</span>}
        {!isOpen && <span className="tag">{rows.length} {rows.length === 1 ? "model" : "models"}</span>}
        {provider && !isOpen && <Standing provider={provider} />}
      </button>
      {isOpen && !isFolded && (
        <Link id={list} className="model-configure" to={`/settings#${encodeURIComponent(key)}`} aria-label={provider.lacks_list && provider.status !== "not_configured" ? `Type the ID of a model of ${label}` : `Configure API key of ${label}`} onClick={onLeave}>
          {provider.lacks_list && provider.status !== "not_configured" ? "Type a model's ID" : "Configure API key"}
        </Link>
      )}
      {!isOpen && !isFolded && (
        <div role="listbox" id={list} aria-label={label}>
          {parts.map((part, at) => (
            <div key={at} className="model-part" style={{ "--rows": part.length }}>
              <ModelRows rows={part} active={part.some(({ id }) => id === active) ? active : ""} {...all} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
});
