// What narrows the list of models: a button with the number of filters that are on, and the chips it shows.
import { useState } from "react";
import { ProviderIcon } from "../../lib/provider_icon.jsx";
import { countOn, NO_FILTERS } from "./model_search.js";

/** @import { Filters as ChosenFilters, Model } from "../types" */

const PRICES = [
  ["0", "Free"],
  ["5", "≤ $5/M output"],
];
const CONTEXTS = [
  ["200000", "200K+ context"],
  ["1000000", "1M+ context"],
];

const PROVIDERS_WORTH_CHIPS = 4;

/** @param {{ isOn: boolean, label?: string, onClick: () => void, children: React.ReactNode }} props */
function Chip({ isOn, label = "", onClick, children }) {
  return (
    <button type="button" className="chip" aria-pressed={isOn} aria-label={label || undefined} onClick={onClick}>
      {children}
    </button>
  );
}

/** @typedef {(key: string, value: string | boolean) => void} Toggle */
/**
 * @param {{ filters: ChosenFilters, capabilities: ApiBody<"CapabilityBody">[], onToggle: Toggle }} props
 */
function ModelChips({ filters, capabilities, onToggle }) {
  const abilities = capabilities.filter(({ label }) => label);
  return (
    <div className="chips">
      {abilities.map(({ name, label }) => (
        <Chip key={name} isOn={Boolean(filters[name])} onClick={() => onToggle(name, true)}>
          {label}
        </Chip>
      ))}
      {PRICES.map(([price, label]) => (
        <Chip key={price} isOn={filters.price === price} onClick={() => onToggle("price", price)}>
          {label}
        </Chip>
      ))}
      {CONTEXTS.map(([size, label]) => (
        <Chip key={size} isOn={filters.context === size} onClick={() => onToggle("context", size)}>
          {label}
        </Chip>
      ))}
    </div>
  );
}

/** @param {{ filters: ChosenFilters, providers: [string, Model][], onToggle: Toggle }} props */
function ProviderChips({ filters, providers, onToggle }) {
  if (providers.length < PROVIDERS_WORTH_CHIPS && !filters.provider) return null;
  return (
    <div className="chips">
      {providers.map(([name, { label, icon }]) => (
        <Chip key={name} label={`Only ${label}`} isOn={filters.provider === name} onClick={() => onToggle("provider", name)}>
          <ProviderIcon provider={name} label={label} icon={icon} />
          {label}
        </Chip>
      ))}
    </div>
  );
}

/**
 * `providers` are a model of each provider, by the provider's name.
 * @param {object} props
 * @param {ChosenFilters} props.filters
 * @param {ApiBody<"CapabilityBody">[]} props.capabilities
 * @param {[string, Model][]} props.providers
 * @param {(filters: ChosenFilters) => void} props.onChange
 */
export function Filters({ filters, capabilities, providers, onChange }) {
  const [isOpen, setIsOpen] = useState(false);
  const count = countOn(filters);
  /** @type {Toggle} */
  const toggle = (key, value) => onChange({ ...filters, [key]: filters[key] === value ? NO_FILTERS[key] : value });
  return (
    <>
      <button
        type="button"
        className="action model-filter"
        aria-expanded={isOpen}
        aria-controls="model-filters"
        data-on={count ? "" : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        {count ? `Filter · ${count}` : "Filter"}
      </button>
      {isOpen && (
        <div id="model-filters" className="filters" role="group" aria-label="Filters">
          <ModelChips filters={filters} capabilities={capabilities} onToggle={toggle} />
          <ProviderChips filters={filters} providers={providers} onToggle={toggle} />
        </div>
      )}
    </>
  );
}
