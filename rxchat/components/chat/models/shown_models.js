// What of all models is shown in the selector, and which of them is active: folded groups, what was found, rows drawn by and by.
import { startTransition, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { keep, read } from "../../lib/storage.js";
import { groupsOf } from "./model_groups.js";

/** @import { Filters, IsFolded, KnownModels, Model, ModelGroup, ModelOption } from "../types" */

const FOLDED = "rxchat_folded_models";
const AT_ONCE = 30; // rows, some screens of them: the others follow while the person looks
const FOUND_AT_ONCE = 10; // one screen: the next key waits for no more than that

/**
 * The same for a model wherever it stands in its list: a row that moves is not drawn again.
 * @param {ModelGroup} group
 * @param {Model} model
 */
export const rowId = (group, model) => `${group.id}-${encodeURIComponent(model.id)}`;

/** @returns {Set<string>} */
function remembered() {
  const kept = read(FOLDED);
  return new Set(Array.isArray(kept) ? kept : []);
}

/**
 * The id of the row that the keys and the search say is active: the one that was chosen, until something else is `meant`.
 * @param {ModelOption[]} options
 * @param {string | null} meant
 * @param {string} chosen
 * @param {string} typed
 */
export function activeOf(options, meant, chosen, typed) {
  if (meant !== null && options.some((option) => option.id === meant)) return meant;
  const first = typed.trim() ? options[0] : (options.find((option) => option.model.id === chosen) ?? options[0]);
  return first?.id;
}

/**
 * The models used last, as they stood when the panel was opened: what the server tells later would move rows under the pointer.
 * @param {KnownModels} known
 */
export function useRecent({ isLoaded, preferences }) {
  const recent = useRef(/** @type {string[] | null} */ (null));
  if (isLoaded) recent.current ??= preferences.recent;
  return recent.current ?? [];
}

/**
 * How many rows of each group are drawn: all, or at first those up to some beyond the active one.
 * @param {ModelGroup[]} groups
 * @param {IsFolded} isFolded
 * @param {ModelOption[]} options
 * @param {string | undefined} active
 * @param {boolean} isLoaded
 */
export function useDrawnRows(groups, isFolded, options, active, isLoaded) {
  const [isWhole, setIsWhole] = useState(false);
  useEffect(() => {
    if (isLoaded) startTransition(() => setIsWhole(true));
  }, [isLoaded]);
  let left = isWhole ? Infinity : options.findIndex((option) => option.id === active) + AT_ONCE;
  /** @type {Map<string, number>} */
  const most = new Map();
  for (const group of groups) {
    most.set(group.key, Math.max(0, Math.min(left, group.rows.length)));
    if (!isFolded(group)) left -= group.rows.length;
  }
  return { isWhole, most };
}

/**
 * What was found, at first without the rows out of sight that do not stand there already.
 * @param {ModelGroup[] | null} found
 * @returns {ModelGroup[] | undefined}
 */
function useFoundRows(found) {
  const settled = useDeferredValue(found);
  return useMemo(() => {
    const standing = new Set(settled?.flatMap((group) => group.rows.map((model) => model.id)));
    let left = found === settled ? Infinity : FOUND_AT_ONCE;
    return found?.map((group) => ({ ...group, drawn: group.rows.filter((model) => left-- > 0 || standing.has(model.id)) }));
  }, [found, settled]);
}

/** Which groups are folded, as the browser remembers it. Some start folded: for those it remembers the opposite. */
export function useFolding() {
  const [turned, setTurned] = useState(remembered);
  /** @type {IsFolded} */
  const isFolded = (group) => !group.id.startsWith("found") && turned.has(group.key) !== Boolean(group.startsFolded);
  const fold = useCallback(
    /** @param {string} key */
    (key) => {
      setTurned((before) => {
        const next = new Set(before);
        if (!next.delete(key)) next.add(key);
        keep(FOLDED, [...next]);
        return next;
      });
    },
    [],
  );
  return { turned, isFolded, fold };
}

/**
 * The rows that can be reached with a key, in the order they stand.
 * @param {ModelGroup[]} groups
 * @param {IsFolded} isFolded
 * @returns {ModelOption[]}
 */
const optionsOf = (groups, isFolded) =>
  groups.filter((group) => !isFolded(group)).flatMap((group) => group.rows.map((model) => ({ id: rowId(group, model), model })));

/** @param {ModelGroup[]} groups @param {IsFolded} isFolded */
export const listsOf = (groups, isFolded) =>
  groups
    .filter((group) => !group.isOpen && !group.unconnected && !isFolded(group))
    .map((group) => group.id)
    .join(" ") || "model-list";

/**
 * The groups to draw and the models in them that can be reached: all of them, or what was found for what is typed.
 * @param {object} wanted
 * @param {KnownModels} wanted.known
 * @param {string[]} wanted.recent
 * @param {string} wanted.typed
 * @param {Filters} wanted.filters
 * @param {IsFolded} wanted.isFolded
 * @param {Set<string>} wanted.turned
 */
export function useGroups({ known, recent, typed, filters, isFolded, turned }) {
  const all = useMemo(() => groupsOf(known, recent, "", filters), [known, filters]);
  const found = useFoundRows(
    useMemo(() => (typed.trim() ? groupsOf(known, recent, typed, filters) : null), [known, typed, filters]),
  );
  const groups = found ?? all;
  const options = useMemo(() => optionsOf(groups, isFolded), [groups, turned]);
  return { all, found, groups, options };
}
