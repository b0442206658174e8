// The chips that narrow the list of models.
import { ProviderIcon } from "../../lib/provider_icon.jsx";
import { NO_FILTERS } from "./model_search.js";

/** @import { Filters as ChosenFilters, Model } from "../types" */

const PRICES = [
  ["0", "Free"],
  ["5", "≤ $5/M output"],
];
const CONTEXTS = [
  ["200000", "200K+ context"],
  ["1000000", "1M+ context"],
];

/** @param {{ isOn: boolean, label?: string, onClick: () => void, children: React.ReactNode }} props */
function Chip({ isOn, label = "", onClick, children }) {
  return (
    <button type="button" className="chip" aria-pressed={isOn} aria-label={label || undefined} onClick={onClick}>
      {children}
    </button>
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
  /** @param {string} key @param {string | boolean} value */
  const toggle = (key, value) => onChange({ ...filters, [key]: filters[key] === value ? NO_FILTERS[key] : value });
  const abilities = capabilities.filter(({ label }) => label);
  return (
    <div className="filters" role="group" aria-label="Filters">
      <div className="chips">
        {abilities.map(({ name, label }) => (
          <Chip key={name} isOn={Boolean(filters[name])} onClick={() => toggle(name, true)}>
            {label}
          </Chip>
        ))}
        {PRICES.map(([price, label]) => (
          <Chip key={price} isOn={filters.price === price} onClick={() => toggle("price", price)}>
            {label}
          </Chip>
        ))}
        {CONTEXTS.map(([size, label]) => (
          <Chip key={size} isOn={filters.context === size} onClick={() => toggle("context", size)}>
            {label}
          </Chip>
        ))}
      </div>
      {providers.length > 1 && (
        <div className="chips">
          {providers.map(([name, { label, icon }]) => (
            <Chip key={name} label={`Only ${label}`} isOn={filters.provider === name} onClick={() => toggle("provider", name)}>
              <ProviderIcon provider={name} label={label} icon={icon} />
              {label}
            </Chip>
          ))}
        </div>
      )}
    </div>
  );
}
