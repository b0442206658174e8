import assert from "node:assert/strict";
import { test } from "node:test";
import {
  filtersOf,
  isFiltered,
  isNarrow,
  NO_FILTERS,
  parameters,
  paths,
} from "../../../../rxchat/components/shell/conversations/view_filters.js";

const LABELS = new Map([["acme", "Acme"]]);
const view = (more) => ({ ...NO_FILTERS, ...more });
const wordsOf = (more) => filtersOf(view(more), LABELS).map(({ words }) => words);
const day = (...parts) => new Intl.DateTimeFormat(undefined, { dateStyle: "medium" }).format(new Date(...parts));

test("a day begins and ends by the person's own calendar", () => {
  const { from, to } = parameters(view({ since: "2026-02-28", until: "2026-02-28" }));
  assert.equal(from, new Date(2026, 1, 28).toISOString());
  assert.equal(to, new Date(2026, 2, 1).toISOString());
});

test("what is not set is no parameter", () =>
  assert.deepEqual(
    Object.values(parameters(NO_FILTERS)).filter((value) => value !== undefined && value !== ""),
    [],
  ));

for (const [more, words] of [
  [{}, []],
  [{ isArchived: true, provider: "acme" }, ["Archived", "Acme"]],
  [{ provider: "other" }, ["other"]],
  [{ model: "ollama:llama3:8b" }, ["llama3:8b"]],
  [{ project: { id: 1, name: "Garden" }, folder: { id: 2, name: "A / B" } }, ["Project: Garden", "Folder: A / B"]],
  [{ since: "2026-11-01" }, [`Since ${day(2026, 10, 1)}`]],
  [{ until: "2026-11-01" }, [`Until ${day(2026, 10, 1)}`]],
  [{ since: "2026-11-01", until: "2026-11-01" }, [day(2026, 10, 1)]],
  [{ since: "2026-11-01", until: "2026-11-03" }, [`${day(2026, 10, 1)} – ${day(2026, 10, 3)}`]],
]) {
  test(`${JSON.stringify(more)} shows ${JSON.stringify(words)}`, () => {
    assert.deepEqual(wordsOf(more), words);
    assert.equal(isFiltered(view(more)), words.length > 0);
  });
}

test("each chip takes its own filter away, and no other", () => {
  let shown = view({ isArchived: true, provider: "acme", model: "a:b", project: { id: 1, name: "P" }, since: "2026-11-01" });
  for (let left = 5; left > 0; left -= 1) {
    const filters = filtersOf(shown, LABELS);
    assert.equal(filters.length, left);
    shown = { ...shown, ...filters[0].without };
  }
  assert.deepEqual(shown, NO_FILTERS);
});

test("only the server knows what a narrow view holds", () => {
  assert.equal(isNarrow(view({ provider: "acme", isArchived: true })), false);
  assert.equal(isNarrow(view({ folder: { id: 1, name: "F" } })), true);
});

test("folders have their paths, also where a parent is missing or goes round", () => {
  const folder = (id, name, parent_id = null) => ({ kind: "folder", id, name, parent_id });
  assert.deepEqual(
    paths([folder(1, "Work"), folder(2, "2024", 1), folder(3, "Lost", 99), folder(4, "A", 5), folder(5, "", 4)]).map(
      ({ name }) => name,
    ),
    ["A / Untitled", "Lost", "Untitled / A", "Work", "Work / 2024"],
  );
});
