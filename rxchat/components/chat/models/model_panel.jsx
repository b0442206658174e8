// What the model selector holds: search, filters, and the models under their providers.
//
// The search field keeps the focus; `aria-activedescendant` says which model Enter would take. Groups have a button that folds
// them and a list of options, because an option may hold nothing that can be pressed: what can be done with the active model stands
// in the line at the bottom. The star in a row is for the mouse alone.
import { startTransition, useCallback, useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { keep, read } from "../../lib/storage.js";
import { ModelGroup, ProviderIcon, rowId } from "./model_group.jsx";
import { groupsOf } from "./model_groups.js";
import { NO_FILTERS } from "./model_search.js";
import { nameModel, star, useModels } from "./model_store.js";

const FOLDED = "rxchat_folded_models";
const PAGE = 8;
const AT_ONCE = 30; // rows, some screens of them: the others follow while the person looks
const FOUND_AT_ONCE = 10; // one screen: the next key waits for no more than that
const PRICES = [
  ["0", "Free"],
  ["5", "≤ $5/M output"],
];
const CONTEXTS = [
  ["200000", "200K+ context"],
  ["1000000", "1M+ context"],
];

function remembered() {
  const kept = read(FOLDED);
  return new Set(Array.isArray(kept) ? kept : []);
}

function Chip({ isOn, label = undefined, onClick, children }) {
  return (
    <button type="button" className="chip" aria-pressed={isOn} aria-label={label} onClick={onClick}>
      {children}
    </button>
  );
}

function Filters({ filters, capabilities, providers, onChange }) {
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
              <ProviderIcon icon={icon} />
              {label}
            </Chip>
          ))}
        </div>
      )}
    </div>
  );
}

/** What the keys and the search say is the active model: the one that was chosen, until something else is `meant`. */
function activeOf(options, meant, chosen, typed) {
  if (options.some((option) => option.id === meant)) return meant;
  const first = typed.trim() ? options[0] : (options.find((option) => option.model.id === chosen) ?? options[0]);
  return first?.id;
}

/** The models used last, as they stood when the panel was opened: what the server tells later would move rows under the pointer. */
function useRecent({ isLoaded, preferences }) {
  const recent = useRef(null);
  if (isLoaded) recent.current ??= preferences.recent;
  return recent.current ?? [];
}

/** How many rows of each group are drawn: all, or at first those up to some beyond the active one. */
function useDrawnRows(groups, isFolded, options, active, isLoaded) {
  const [isWhole, setIsWhole] = useState(false);
  useEffect(() => {
    if (isLoaded) startTransition(() => setIsWhole(true));
  }, [isLoaded]);
  let left = isWhole ? Infinity : options.findIndex((option) => option.id === active) + AT_ONCE;
  const most = new Map();
  for (const group of groups) {
    most.set(group.key, Math.max(0, Math.min(left, group.rows.length)));
    if (!isFolded(group)) left -= group.rows.length;
  }
  return { isWhole, most };
}

/** What was found, at first without the rows out of sight that do not stand there already. */
function useFoundRows(found) {
  const settled = useDeferredValue(found);
  return useMemo(() => {
    const standing = new Set(settled?.flatMap((group) => group.rows.map((model) => model.id)));
    let left = found === settled ? Infinity : FOUND_AT_ONCE;
    return found?.map((group) => ({ ...group, drawn: group.rows.filter((model) => left-- > 0 || standing.has(model.id)) }));
  }, [found, settled]);
}

/** Which groups are folded, as the browser remembers it. Some start folded: for those it remembers the opposite. */
function useFolding() {
  const [turned, setTurned] = useState(remembered);
  const isFolded = (group) => !group.id.startsWith("found") && turned.has(group.key) !== Boolean(group.startsFolded);
  const fold = useCallback((key) => {
    setTurned((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      keep(FOLDED, [...next]);
      return next;
    });
  }, []);
  return { turned, isFolded, fold };
}

/** The row that a key leads to from row `at`, or undefined. */
function rowFor(key, at, last) {
  return {
    ArrowDown: at < last ? at + 1 : 0,
    ArrowUp: at > 0 ? at - 1 : last,
    PageDown: Math.min(at + PAGE, last),
    PageUp: Math.max(at - PAGE, 0),
    Home: 0,
    End: last,
  }[key];
}

/** The field has the focus at first; on a phone the list, so that no keyboard lies over it. */
function useFirstFocus(list, field) {
  useLayoutEffect(() => {
    const first = window.matchMedia("(pointer: coarse)").matches ? list.current : field.current;
    first.dataset.first = "";
    first.focus();
  }, []);
}

function SearchField({ field, typed, active, lists, onType, onKeyDown }) {
  return (
    <input
      ref={field}
      type="search"
      role="combobox"
      aria-label="Search models"
      aria-expanded="true"
      aria-haspopup="listbox"
      aria-autocomplete="list"
      aria-controls={lists}
      aria-activedescendant={active}
      placeholder="Search models"
      autoComplete="off"
      spellCheck={false}
      value={typed}
      onChange={(event) => onType(event.target.value)}
      onKeyDown={onKeyDown}
    />
  );
}

/** What stands in the list besides models. */
function Words({ known, refusal, isNothing, onClear }) {
  if (!known.isLoaded && !known.fault) {
    return (
      <div className="skeleton model-word" aria-hidden="true">
        <div className="bone" />
        <div className="bone" />
      </div>
    );
  }
  const fault = refusal || known.fault;
  return (
    <>
      {fault && (
        <p className="model-word" role="alert">
          {fault}
        </p>
      )}
      {known.isLoaded && isNothing && (
        <p className="model-word">
          No models match. Clear a filter or try another search.{" "}
          <button type="button" className="action" onClick={onClear}>
            Clear filters
          </button>
        </p>
      )}
    </>
  );
}

/** What can be done with the active model. */
function Foot({ model, preferences, onDefault }) {
  const isStarred = preferences.starred.includes(model.id);
  const isDefault = preferences.default === model.id;
  return (
    <div className="model-foot">
      <span className="model-id" title={model.id}>
        {model.id}
      </span>
      <button type="button" className="action" aria-pressed={isStarred} onClick={() => star(model.id, !isStarred)}>
        {isStarred ? "Remove from favorites" : "Favorite"}
      </button>
      <button type="button" className="action" disabled={isDefault} onClick={() => onDefault(model.id)}>
        {isDefault ? "Default" : "Set as default"}
      </button>
    </div>
  );
}

/** The rows that can be reached with a key, in the order they stand. */
const optionsOf = (groups, isFolded) =>
  groups.filter((group) => !isFolded(group)).flatMap((group) => group.rows.map((model) => ({ id: rowId(group, model), model })));

const listsOf = (groups, isFolded) =>
  groups
    .filter((group) => !group.isOpen && !group.unconnected && !isFolded(group))
    .map((group) => group.id)
    .join(" ") || "model-list";

export function ModelPanel({ chosen, needs, title, onTake, onDefault, onClose }) {
  const known = useModels();
  const [typed, setTyped] = useState("");
  const [filters, setFilters] = useState(NO_FILTERS);
  const { turned, isFolded, fold } = useFolding();
  const [meant, setMeant] = useState(null);
  const [refusal, setRefusal] = useState("");
  const recent = useRecent(known);
  const field = useRef(null);
  const list = useRef(null);

  const all = useMemo(() => groupsOf(known, recent, "", filters), [known, filters]);
  const found = useFoundRows(
    useMemo(() => (typed.trim() ? groupsOf(known, recent, typed, filters) : null), [known, typed, filters]),
  );
  const groups = found ?? all;
  const options = useMemo(() => optionsOf(groups, isFolded), [groups, turned]);
  const active = activeOf(options, meant, chosen, typed);
  const { isWhole, most } = useDrawnRows(all, isFolded, options, active, known.isLoaded);
  const current = options.find((option) => option.id === active)?.model;
  const providers = useMemo(() => [...new Map(known.models.map((model) => [model.provider, model]))], [known]);

  useFirstFocus(list, field);
  // The list scrolls where the person moves, and does not where another model is chosen meanwhile.
  useEffect(() => {
    document.getElementById(active)?.scrollIntoView({ block: "nearest" });
  }, [meant, known.isLoaded, isWhole]);

  const type = (text) => {
    setTyped(text);
    setMeant(null);
    list.current.scrollTop = 0;
  };
  const clear = () => {
    setFilters(NO_FILTERS);
    type("");
    field.current.focus();
  };
  const pressed = (event) => {
    const at = options.findIndex((option) => option.id === active);
    const to = rowFor(event.key, at, options.length - 1);
    if (to !== undefined && !event.shiftKey && options.length > 0) {
      event.preventDefault();
      setMeant(options[to].id);
    } else if (event.key === "Enter") {
      event.preventDefault();
      document.getElementById(active)?.click();
    }
  };

  const offered = useRef(options);
  offered.current = options;
  const take = useCallback(
    async (ref) => {
      const model = offered.current.find((option) => option.model.id === ref)?.model;
      const fault = model?.isNew ? await nameModel(model) : "";
      setRefusal(fault);
      if (!fault) onTake(ref);
    },
    [onTake],
  );
  const drawn = (group) => (
    <ModelGroup
      key={group.key}
      group={group}
      most={most.get(group.key)}
      isFolded={isFolded(group)}
      active={groups.includes(group) ? active : ""}
      chosen={chosen}
      preferred={known.preferences}
      needs={needs}
      onFold={fold}
      onTake={take}
      onLeave={onClose}
    />
  );
  const count = options.length;

  return (
    <>
      <div className="model-head">
        {title && <h2>{title}…</h2>}
        <SearchField
          field={field}
          typed={typed}
          active={active}
          lists={listsOf(groups, isFolded)}
          onType={type}
          onKeyDown={pressed}
        />
        <button type="button" className="icon-button model-close" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </div>
      <Filters filters={filters} capabilities={known.capabilities} providers={providers} onChange={setFilters} />
      <div ref={list} id="model-list" className="model-list" tabIndex={-1} role="region" aria-label="Models">
        <Words known={known} refusal={refusal} isNothing={groups.length === 0} onClear={clear} />
        {/* All models stay, out of sight, while some are searched for: to draw them again would hold the last key up. */}
        <div className="all-models" aria-hidden={Boolean(found) || undefined}>
          {all.map(drawn)}
        </div>
        {found?.map(drawn)}
      </div>
      <p className="visually-hidden" role="status">
        {known.isLoaded ? `${count} ${count === 1 ? "model" : "models"}` : "Loading models"}
      </p>
      {current && <Foot model={current} preferences={known.preferences} onDefault={onDefault} />}
    </>
  );
}
