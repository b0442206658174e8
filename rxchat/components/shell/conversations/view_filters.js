// What the list of chats is filtered by: in words for the page, and as parameters for the API. Nothing here asks or draws.

/** @import { Labels, View } from "../types" */

/** A view of everything but what is archived. */
export const NO_FILTERS = {
  provider: "",
  isArchived: false,
  model: undefined,
  project: undefined,
  folder: undefined,
  since: undefined,
  until: undefined,
};

/** @param {View} view */
export const isFiltered = (view) => view.isArchived || view.provider !== "" || isNarrow(view);

/**
 * Whether only the server can say what is in the view: a row says nothing of these.
 * @param {View} view
 */
export const isNarrow = ({ model, project, folder, since, until }) =>
  [model, project, folder, since, until].some((value) => value !== undefined);

/**
 * The beginning of a day of the person's own calendar, as the API takes it.
 * @param {string} day such as 2026-11-29
 * @param {number} after days
 */
function beginning(day, after = 0) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + after).toISOString();
}

/**
 * The parameters of `GET /api/conversations`.
 * @param {View} view
 */
export const parameters = ({ provider, isArchived, model, project, folder, since, until }) => ({
  provider,
  archived: isArchived || "",
  model,
  project: project?.id,
  folder: folder?.id,
  from: since && beginning(since),
  to: until && beginning(until, 1), // the last day is a part of it
});

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
/** @param {string} day */
const dayOf = (day) => DAY.format(new Date(`${day}T00:00`));

/** @param {string | undefined} since @param {string | undefined} until */
function period(since, until) {
  if (since && until) return since === until ? dayOf(since) : `${dayOf(since)} – ${dayOf(until)}`;
  return since ? `Since ${dayOf(since)}` : `Until ${dayOf(/** @type {string} */ (until))}`;
}

/**
 * Each filter that is set: its words, and the view without it.
 * @param {View} view
 * @param {Labels} labels
 * @returns {{ name: string, words: string, without: Partial<View> }[]}
 */
export function filtersOf(view, labels) {
  const { provider, isArchived, model, project, folder, since, until } = view;
  return [
    isArchived && { name: "archived", words: "Archived", without: { isArchived: false } },
    project && { name: "project", words: `Project: ${project.name}`, without: { project: undefined } },
    folder && { name: "folder", words: `Folder: ${folder.name}`, without: { folder: undefined } },
    provider && { name: "provider", words: labels.get(provider) ?? provider, without: { provider: "" } },
    model && { name: "model", words: model.slice(model.indexOf(":") + 1), without: { model: undefined } },
    (since || until) && { name: "date", words: period(since, until), without: { since: undefined, until: undefined } },
  ].filter((filter) => filter !== false && filter !== undefined && filter !== "");
}

/**
 * Folders by their whole paths, in alphabetical order. A parent that is missing, or its own, ends the path.
 * @param {ApiBody<"NamedBody">[]} folders
 */
export function paths(folders) {
  const known = new Map(folders.map((folder) => [folder.id, folder]));
  /** @param {ApiBody<"NamedBody">} folder */
  const path = (folder) => {
    const names = [];
    const seen = new Set();
    /** @type {ApiBody<"NamedBody"> | undefined} */
    let at = folder;
    while (at && !seen.has(at.id)) {
      seen.add(at.id);
      names.unshift(at.name || "Untitled");
      at = known.get(at.parent_id ?? 0);
    }
    return names.join(" / ");
  };
  return folders
    .map((folder) => ({ id: folder.id, name: path(folder) }))
    .sort((one, other) => one.name.localeCompare(other.name));
}
