// What the model selector holds: search, filters, and the models under their providers.
//
// The search field keeps the focus; `aria-activedescendant` says which model Enter would take. Groups have a button that folds
// them and a list of options, because an option may hold nothing that can be pressed: what can be done with the active model stands
// in the line at the bottom. The star in a row is for the mouse alone.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { counted } from "../../lib/counted.js";
import { useElement } from "../../lib/element.js";
import { Filters } from "./model_filters.jsx";
import { ModelGroup } from "./model_group.jsx";
import { countOn, NO_FILTERS } from "./model_search.js";
import { nameModel, star, useModels } from "./model_store.js";
import { activeOf, listsOf, useDrawnRows, useFolding, useGroups, useRecent } from "./shown_models.js";

/** @import { Filters as ChosenFilters, KnownModels, Model, ModelGroup as Group, ModelOption, Needs } from "../types" */
/** @typedef {React.RefObject<HTMLInputElement>} Field */

const PAGE = 8; // rows, which Page Up and Page Down move by

/** @param {string | undefined} id */
const rowOf = (id) => (id === undefined ? null : document.getElementById(id));

/**
 * The row that a key leads to from row `at`, or undefined.
 * @param {string} key
 * @param {number} at
 * @param {number} last
 */
function rowFor(key, at, last) {
  /** @type {Record<string, number>} */
  const rows = {
    ArrowDown: at < last ? at + 1 : 0,
    ArrowUp: at > 0 ? at - 1 : last,
    PageDown: Math.min(at + PAGE, last),
    PageUp: Math.max(at - PAGE, 0),
    Home: 0,
    End: last,
  };
  return Object.hasOwn(rows, key) ? rows[key] : undefined;
}

/**
 * The field has the focus at first; on a phone the list, so that no keyboard lies over it.
 * @param {React.RefObject<HTMLElement>} list
 * @param {Field} field
 */
function useFirstFocus(list, field) {
  useLayoutEffect(() => {
    const first = window.matchMedia("(pointer: coarse)").matches ? list.current : field.current;
    first.dataset.first = "";
    first.focus();
  }, []);
}

/**
 * `lists` are the ids of the lists of models, `active` is the id of the active one.
 * @typedef {object} SearchProps
 * @property {Field} field
 * @property {string} typed
 * @property {string | undefined} active
 * @property {string} lists
 * @property {(text: string) => void} onType
 * @property {(event: React.KeyboardEvent) => void} onKeyDown
 */

/** @param {SearchProps} props */
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

/**
 * What stands in the list besides models.
 * @param {{ known: KnownModels, refusal: string, isNothing: boolean, isFiltered: boolean, onClear: () => void }} props
 */
function Words({ known, refusal, isNothing, isFiltered, onClear }) {
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
          {isFiltered ? "No models match. Clear a filter or try another search. " : "No models match. Try another search."}
          {isFiltered && (
            <button type="button" className="action" onClick={onClear}>
              Clear filters
            </button>
          )}
        </p>
      )}
    </>
  );
}

/**
 * What can be done with the active model.
 * @param {{ model: Model, preferences: KnownModels["preferences"], onDefault: (ref: string) => void }} props
 */
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

/**
 * Takes a model, once it can be: one that was typed is saved first. Returns why not, and the same function each time.
 * @param {ModelOption[]} options
 * @param {(ref: string) => void} onTake
 */
function useTake(options, onTake) {
  const [refusal, setRefusal] = useState("");
  const offered = useRef(options);
  offered.current = options;
  const take = useCallback(
    /** @param {string} ref */
    async (ref) => {
      const model = offered.current.find((option) => option.model.id === ref)?.model;
      const fault = model?.isNew ? await nameModel(model) : "";
      setRefusal(fault);
      if (!fault) onTake(ref);
    },
    [onTake],
  );
  return { take, refusal };
}

/** @param {SearchProps & { title: string, children: React.ReactNode, onClose: () => void }} props */
function Head({ title, field, lists, typed, active, onType, onKeyDown, children, onClose }) {
  return (
    <div className="model-head">
      {title && <h2>{title}…</h2>}
      <SearchField {...{ field, typed, active, lists, onType, onKeyDown }} />
      {children}
      <button type="button" className="icon-button model-close" aria-label="Close" onClick={onClose}>
        ✕
      </button>
    </div>
  );
}

/**
 * How many models there are, for those who do not see them.
 * @param {{ isLoaded: boolean, count: number }} props
 */
function Count({ isLoaded, count }) {
  return (
    <p className="visually-hidden" role="status">
      {isLoaded ? counted(count, "model") : "Loading models"}
    </p>
  );
}

/**
 * Keys move among the rows and take the active one.
 * @param {ModelOption[]} options
 * @param {string} active
 * @param {(id: string) => void} setMeant
 * @returns {React.KeyboardEventHandler}
 */
const keysIn = (options, active, setMeant) => (event) => {
  const at = options.findIndex((option) => option.id === active);
  const to = rowFor(event.key, at, options.length - 1);
  const isMove = to !== undefined && !event.shiftKey && options.length > 0;
  if (!isMove && event.key !== "Enter") return;
  event.preventDefault();
  if (isMove) setMeant(options[to].id);
  else rowOf(active)?.click();
};

/**
 * @param {object} props
 * @param {string} props.chosen
 * @param {Needs} props.needs
 * @param {string} props.title
 * @param {(ref: string) => void} props.onTake
 * @param {(ref: string) => void} props.onDefault
 * @param {() => void} props.onClose
 */
export function ModelPanel({ chosen, needs, title, onTake, onDefault, onClose }) {
  const known = useModels();
  const [typed, setTyped] = useState("");
  const [filters, setFilters] = useState(/** @type {ChosenFilters} */ (NO_FILTERS));
  const { turned, isFolded, fold } = useFolding();
  const [meant, setMeant] = useState(/** @type {string | null} */ (null));
  const recent = useRecent(known);
  const field = /** @type {React.RefObject<HTMLInputElement>} */ (useElement());
  const list = /** @type {React.RefObject<HTMLDivElement>} */ (useElement());

  const { all, found, groups, options } = useGroups({ known, recent, typed, filters, isFolded, turned });
  const active = activeOf(options, meant, chosen, typed);
  const { isWhole, most } = useDrawnRows(all, isFolded, options, active, known.isLoaded);
  const current = options.find((option) => option.id === active)?.model;
  const ticked = groups.find((group) => !isFolded(group) && group.rows.some((model) => model.id === chosen)); // once, where it is first
  const providers = useMemo(() => [...new Map(known.models.map((model) => [model.provider, model]))], [known]);
  const { take, refusal } = useTake(options, onTake);

  useFirstFocus(list, field);
  // The list scrolls where the person moves, and does not where another model is chosen meanwhile.
  useEffect(() => {
    rowOf(active)?.scrollIntoView({ block: "nearest" });
  }, [meant, known.isLoaded, isWhole]);

  /** @param {string} text */
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
  /** @param {Group} group */
  const drawn = (group) => (
    <ModelGroup
      key={group.key}
      {...{ group, needs }}
      chosen={group === ticked ? chosen : ""}
      most={most.get(group.key)}
      isFolded={isFolded(group)}
      active={groups.includes(group) ? active : ""}
      preferred={known.preferences}
      onFold={fold}
      onTake={take}
      onLeave={onClose}
    />
  );

  return (
    <>
      <Head
        {...{ title, field, typed, active, onClose }}
        lists={listsOf(groups, isFolded)}
        onType={type}
        onKeyDown={keysIn(options, active, setMeant)}
      >
        <Filters filters={filters} capabilities={known.capabilities} providers={providers} onChange={setFilters} />
      </Head>
      <div ref={list} id="model-list" className="model-list" tabIndex={-1} role="region" aria-label="Models">
        <Words
          known={known}
          refusal={refusal}
          isNothing={groups.length === 0}
          isFiltered={countOn(filters) > 0}
          onClear={clear}
        />
        {/* All models stay, out of sight, while some are searched for: to draw them again would hold the last key up. */}
        <div className="all-models" aria-hidden={Boolean(found) || undefined}>
          {all.map(drawn)}
        </div>
        {found?.map(drawn)}
      </div>
      <Count isLoaded={known.isLoaded} count={options.length} />
      {current && <Foot model={current} preferences={known.preferences} onDefault={onDefault} />}
    </>
  );
}
