// Artifact documents: the versions of a conversation's artifacts, from what its answers on the page hold and from what the API lists.
//
// `place` names one version: the message, the identifier, and which of those with that identifier in the message it is. `key` names the
// artifact: all versions with one key are versions of it. What a person wrote has a place of its own, by its row.

/** @import { ArtifactDocument } from "../types" */
/** @typedef {import("../reply/artifact_pieces.js").Piece} Piece */
/** @typedef {ApiBody<"ArtifactSummary"> & { content?: string | null }} Row */

/** @param {number} id of its row */
export const placeOfEdit = (id) => `edit\n${id}`;

function places() {
  /** @type {Map<string, number>} */
  const counts = new Map();
  /** @param {number} messageId @param {string} identifier */
  return (messageId, identifier) => {
    const start = `${messageId}\n${identifier}`;
    const count = (counts.get(start) ?? 0) + 1;
    counts.set(start, count);
    const place = `${start}\n${count}`;
    return { key: identifier || place, place };
  };
}

/**
 * Those of one answer, in order.
 * @param {number} messageId
 * @param {Piece[]} pieces
 * @returns {ArtifactDocument[]}
 */
export function documentsOf(messageId, pieces) {
  const placeOf = places();
  return pieces.flatMap((piece) => {
    if (!piece.card) return [];
    const { card, code } = piece;
    const placed = placeOf(messageId, card.identifier); // also where a person's version stands in the place of the model's
    return {
      ...placed,
      place: card.edit_id ? placeOfEdit(card.edit_id) : placed.place,
      title: card.title,
      format: card.format,
      language: card.language,
      fileName: card.file_name,
      code,
      isWriting: card.end < 0,
      isUnfinished: card.is_unfinished ?? false,
    };
  });
}

/**
 * Those of the API, oldest first. Of several rows with one id, the last is the artifact and the others are what it was before. A version
 * that a person wrote isn't in the answer.
 * @param {Row[]} rows
 * @returns {ArtifactDocument[]}
 */
export function documentsOfRows(rows) {
  const placeOf = places();
  const last = new Map(rows.map((row, at) => [row.id, at]));
  return rows.map((row, at) => {
    const isEarlier = last.get(row.id) !== at;
    const apart = `${row.id}\n${row.version}`;
    const placed = isEarlier
      ? { key: row.identifier || apart, place: `earlier\n${apart}` }
      : row.is_edit
        ? { key: row.identifier || apart, place: placeOfEdit(row.id) }
        : placeOf(row.message_id, row.identifier);
    return {
      ...placed,
      id: row.id,
      createdAt: row.created_at,
      title: row.title,
      format: row.format,
      language: row.language,
      fileName: row.file_name,
      code: row.content ?? null,
      isWriting: false,
      isUnfinished: row.is_unfinished,
    };
  });
}

/**
 * All versions, oldest first. What the page holds of a version is newer than what was listed.
 * @param {ArtifactDocument[]} listed
 * @param {ArtifactDocument[]} onPage
 * @returns {ArtifactDocument[]}
 */
export function merged(listed, onPage) {
  const shown = new Map(onPage.map((each) => [each.place, each]));
  const known = new Set(listed.map(({ place }) => place));
  const both = listed.map((each) => {
    const own = shown.get(each.place);
    return own ? { ...own, id: each.id, createdAt: each.createdAt } : each;
  });
  return [...both, ...onPage.filter(({ place }) => !known.has(place))];
}

/**
 * The version to show: the one that was chosen, else the latest of its artifact, else the latest of all.
 * @param {ArtifactDocument[]} documents
 * @param {{ key: string, place: string, id?: number } | null} chosen
 */
export const shownOf = (documents, chosen) =>
  documents.find(({ id }) => id !== undefined && id === chosen?.id) ??
  documents.find(({ place }) => place === chosen?.place) ??
  documents.findLast(({ key }) => key === chosen?.key) ??
  documents.at(-1);

/**
 * The latest version of each artifact, in the order in which they were started.
 * @param {ArtifactDocument[]} documents
 */
export const latestOfEach = (documents) => [...new Map(documents.map((each) => [each.key, each])).values()];

const CODE_LANGUAGES = new Map([
  ["html", "html"],
  ["svg", "xml"],
  ["markdown", "markdown"],
]);

/**
 * The highlighter's language for an artifact; empty for text.
 * @param {ArtifactDocument} document
 */
export function codeLanguage({ format, language, fileName }) {
  if (format === "code") return language;
  if (format === "react") return fileName.endsWith(".tsx") ? "tsx" : "jsx";
  return CODE_LANGUAGES.get(format) ?? "";
}

/** Formats whose preview runs in a frame, which begins again at each change. */
export const RUNNING = new Set(["html", "svg", "mermaid", "react"]);
const READ = new Set(["markdown", "text"]);

/** @param {string} format */
export const hasPreview = (format) => RUNNING.has(format) || READ.has(format);

/**
 * The tab to show when nobody has chosen one: code while it is written, then the preview.
 * @param {ArtifactDocument} document
 */
export const firstTab = ({ format, isWriting }) => (READ.has(format) || (RUNNING.has(format) && !isWriting) ? "preview" : "code");
