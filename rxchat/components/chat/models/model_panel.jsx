// What the model selector holds: search, filters, and the models under their providers.
//
// The search field keeps the focus; `aria-activedescendant` says which model Enter would take. Groups have a button that folds
// them and a list of options, because an option may hold nothing that can be pressed: what can be done with the active model stands
// in the line at the bottom. The star in a row is for the mouse alone.
import { startTransition, useCallback, useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { keep, read } from "../../lib/storage.js";
import { ModelGroup, ProviderIcon, rowId } from "./model_group.jsx";
import { NO_FILTERS, passes, search } from "./model_search.js";
import { nameModel, star, useModels } from "./model_store.js";

const FOLDED = "rxchat_folded_models";
const PAGE = 8;
const MOST_FOUND = 40; // more than anybody reads
const AT_ONCE = 30; // rows, some screens of them: the others follow while the person looks
const FOUND_AT_ONCE = 10; // one screen: the next key waits for no more than that
const ABILITIES = [["images", "Images"], ["reasoning", "Reasoning"], ["tools", "Tools"]];
const PRICES = [["0", "Free"], ["5", "Up to $5/M"]];
const CONTEXTS = [["200000", "200K+"], ["1000000", "1M+"]];

function remembered() {
  const kept = read(FOLDED);
  return new Set(Array.isArray(kept) ? kept : []);
}

const named = (known, refs) => refs.map((ref) => known.find((model) => model.id === ref)).filter(Boolean);

const UNKNOWN = { lifecycle: "active", context_window: null, price: null, capabilities: { chat: true, images: null, reasoning: null, tools: null } };

/** What was typed as the id of a model: of each server that has no list, or of the provider that is named before a colon. */
function namedBy(typed, models, providers) {
  if (!typed || /\s/.test(typed)) return [];
  const [name] = typed.split(":", 1);
  const asked = providers
    .filter((provider) => provider.is_enabled && provider.is_configured && (provider.lacks_list || (name !== typed && provider.name === name)))
    .map((provider) => [provider, provider.name === name && name !== typed ? typed.slice(name.length + 1) : typed]);
  return asked
    .map(([provider, model]) => ({ ...UNKNOWN, id: `${provider.name}:${model}`, model, name: model, provider: provider.name, label: provider.is_custom ? `${provider.label} (custom)` : provider.label, icon: provider.icon, isNew: true }))
    .filter(({ id, model }) => model && !models.some((other) => other.id === id));
}

/** The groups in the order they stand. Each has rows, or is a provider that is still to be given a key. */
function groupsOf({ models, providers, preferences }, recent, typed, filters) {
  const allowed = models.filter((model) => passes(model, filters));
  const isTyped = typed.trim() !== "";
  const found = isTyped ? search(allowed, typed).slice(0, MOST_FOUND) : allowed;
  const own = isTyped
    ? []
    : [
        { key: "*starred", label: "Starred", rows: named(allowed, preferences.starred), isMixed: true },
        { key: "*recent", label: "Recent", rows: named(allowed, recent), isMixed: true },
      ].filter((group) => group.rows.length > 0);
  const rows = new Map();
  for (const model of found.filter(({ capabilities }) => capabilities.chat)) {
    if (!rows.has(model.provider)) rows.set(model.provider, []);
    rows.get(model.provider).push(model);
  }
  const byName = new Map(providers.map((provider) => [provider.name, provider]));
  const full = [...rows].map(([name, list]) => ({ key: name, label: byName.get(name)?.label ?? name, provider: byName.get(name), rows: list }));
  const isFiltered = Object.values(filters).some(Boolean);
  const isOpen = ({ name, status, needs_key, is_enabled, lacks_list }) =>
    (status === "not_configured" && needs_key) || (is_enabled && lacks_list && !models.some(({ provider }) => provider === name));
  const open = isFiltered
    ? []
    : providers
        .filter(isOpen)
        .filter((provider) => `${provider.label} ${provider.company}`.toLowerCase().includes(typed.trim().toLowerCase()))
        .map((provider) => ({ key: provider.name, label: provider.label, provider, rows: [], isOpen: true }));
  const silent = found.filter(({ capabilities }) => !capabilities.chat);
  const others = silent.length ? [{ key: "*silent", label: "Can't chat", rows: silent, isMixed: true }] : [];
  const typedIn = namedBy(typed.trim(), models, providers);
  const byId = typedIn.length ? [{ key: "*typed", label: "Use a model by its ID", rows: typedIn, isMixed: true }] : [];
  return [...own, ...full, ...byId, ...open, ...others].map((group) => ({ ...group, id: `${isTyped ? "found" : "models"}-${group.key}` }));
}

function Chip({ isOn, label, onClick, children }) {
  return <button type="button" className="chip" aria-pressed={isOn} aria-label={label} onClick={onClick}>{children}</button>;
}

function Filters({ filters, providers, onChange }) {
  const toggle = (key, value) => onChange({ ...filters, [key]: filters[key] === value ? NO_FILTERS[key] : value });
  return (
    <div className="filters" role="group" aria-label="Filters">
      <div className="chips">
        {ABILITIES.map(([key, label]) => (
          <Chip key={key} isOn={filters[key]} onClick={() => toggle(key, true)}>{label}</Chip>
        ))}
        {PRICES.map(([price, label]) => (
          <Chip key={price} isOn={filters.price === price} onClick={() => toggle("price", price)}>{label}</Chip>
        ))}
        {CONTEXTS.map(([size, label]) => (
          <Chip key={size} label={`${label} context`} isOn={filters.context === size} onClick={() => toggle("context", size)}>{label}</Chip>
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

export function ModelPanel({ chosen, needs, title, onTake, onDefault, onClose }) {
  const known = useModels();
  const [typed, setTyped] = useState("");
  const [filters, setFilters] = useState(NO_FILTERS);
  const [folded, setFolded] = useState(remembered);
  const [meant, setMeant] = useState(null);
  const [refusal, setRefusal] = useState("");
  const recent = useRecent(known);
  const field = useRef(null);
  const list = useRef(null);

  const all = useMemo(() => groupsOf(known, recent, "", filters), [known, filters]);
  const found = useFoundRows(useMemo(() => (typed.trim() ? groupsOf(known, recent, typed, filters) : null), [known, typed, filters]));
  const groups = found ?? all;
  const isFolded = (group) => !group.id.startsWith("found") && folded.has(group.key);
  const options = useMemo(
    () => groups.filter((group) => !isFolded(group)).flatMap((group) => group.rows.map((model) => ({ id: rowId(group, model), model }))),
    [groups, folded],
  );
  const active = activeOf(options, meant, chosen, typed);
  const { isWhole, most } = useDrawnRows(all, isFolded, options, active, known.isLoaded);
  const current = options.find((option) => option.id === active)?.model;
  const lists = groups.filter((group) => !group.isOpen && !isFolded(group)).map((group) => group.id).join(" ") || "model-list";
  const providers = useMemo(() => [...new Map(known.models.map((model) => [model.provider, model]))], [known]);

  useLayoutEffect(() => {
    const first = window.matchMedia("(pointer: coarse)").matches ? list.current : field.current; // no keyboard over the list
    first.dataset.first = "";
    first.focus();
  }, []);
  // The list scrolls where the person moves, and does not where another model is chosen meanwhile.
  useEffect(() => {
    document.getElementById(active)?.scrollIntoView({ block: "nearest" });
  }, [meant, known.isLoaded, isWhole]);

  const type = (text) => {
    setTyped(text);
    setMeant(null);
    list.current.scrollTop = 0;
  };
  const fold = useCallback((key) => {
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      keep(FOLDED, [...next]);
      return next;
    });
  }, []);
  const pressed = (event) => {
    const at = options.findIndex((option) => option.id === active);
    const last = options.length - 1;
    const to = {
      ArrowDown: at < last ? at + 1 : 0,
      ArrowUp: at > 0 ? at - 1 : last,
      PageDown: Math.min(at + PAGE, last),
      PageUp: Math.max(at - PAGE, 0),
      Home: 0,
      End: last,
    }[event.key];
    if (to !== undefined && !event.shiftKey && last >= 0) {
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

  return (
    <>
      <div className="model-head">
        {title && <h2>{title}…</h2>}
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
          onChange={(event) => type(event.target.value)}
          onKeyDown={pressed}
        />
        <button type="button" className="icon-button model-close" aria-label="Close" onClick={onClose}>✕</button>
      </div>
      <Filters filters={filters} providers={providers} onChange={setFilters} />
      <div ref={list} id="model-list" className="model-list" tabIndex={-1} role="region" aria-label="Models">
        {refusal && <p className="model-word" role="alert">{refusal}</p>}
        {known.fault && <p className="model-word" role="alert">{known.fault}</p>}
        {!known.isLoaded && !known.fault && <div className="skeleton model-word" aria-hidden="true"><div className="bone" /><div className="bone" /></div>}
        {known.isLoaded && groups.length === 0 && <p className="model-word">No model is like that. Type less, or take a filter away.</p>}
        {/* All models stay, out of sight, while some are searched for: to draw them again would hold the last key up. */}
        <div className="all-models" aria-hidden={Boolean(found) || undefined}>{all.map(drawn)}</div>
        {found?.map(drawn)}
      </div>
      <p className="visually-hidden" role="status">{known.isLoaded ? `${options.length} models` : "Loading models"}</p>
      {current && (
        <div className="model-foot">
          <span className="model-id" title={current.id}>{current.id}</span>
          <button type="button" className="action" aria-pressed={known.preferences.starred.includes(current.id)} onClick={() => star(current.id, !known.preferences.starred.includes(current.id))}>
            {known.preferences.starred.includes(current.id) ? "Starred" : "Star"}
          </button>
          <button type="button" className="action" disabled={known.preferences.default === current.id} onClick={() => onDefault(current.id)}>
            {known.preferences.default === current.id ? "Default" : "Make default"}
          </button>
        </div>
      )}
    </>
  );
}
