import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codeLanguage,
  documentsOf,
  documentsOfRows,
  firstTab,
  latestOfEach,
  merged,
  shownOf,
} from "../../../../rxchat/components/chat/artifacts/artifact_documents.js";

const piece = (identifier, code, end = 9) => ({
  at: 0,
  code,
  block: "",
  card: { identifier, title: identifier, format: "html", kind: "", language: "", file_name: "a.html", end },
});
const row = (id, message_id, identifier, more = {}) => ({
  id,
  message_id,
  identifier,
  title: identifier,
  format: "html",
  language: "",
  file_name: "a.html",
  version: 1,
  created_at: "2026-11-01T09:30:00Z",
  ...more,
});

test("a version is the same on the page and in the list, named or not", () => {
  const onPage = documentsOf(4, [
    { at: 0, prose: "Here:" },
    piece("a", "one"),
    piece("", "two"),
    piece("a", "three"),
    piece("", "four"),
  ]);
  const listed = documentsOfRows([row(1, 4, "a"), row(2, 4, ""), row(3, 4, "a"), row(4, 4, "")]);
  assert.deepEqual(
    listed.map(({ place }) => place),
    onPage.map(({ place }) => place),
  );
  const all = merged(listed, onPage);
  assert.deepEqual(
    all.map(({ id, code }) => [id, code]),
    [
      [1, "one"],
      [2, "two"],
      [3, "three"],
      [4, "four"],
    ],
  );
  assert.deepEqual(
    latestOfEach(all).map(({ code }) => code),
    ["three", "two", "four"],
  );
});

test("what isn't listed yet comes last, and what isn't on the page has no code", () => {
  const all = merged(documentsOfRows([row(1, 4, "a")]), documentsOf(6, [piece("a", "new", -1)]));
  assert.deepEqual(
    all.map(({ code, isWriting }) => [code, isWriting]),
    [
      [null, false],
      ["new", true],
    ],
  );
});

test("versions kept beneath an artifact aren't taken for those in the answer", () => {
  const listed = documentsOfRows([row(1, 4, "a", { content: "old" }), row(1, 4, "a", { version: 2, content: "now" })]);
  const all = merged(listed, documentsOf(4, [piece("a", "on page")]));
  assert.deepEqual(
    all.map(({ key, code }) => [key, code]),
    [
      ["a", "old"],
      ["a", "on page"],
    ],
  );
});

test("the chosen version is shown, else the latest of its artifact, else the latest", () => {
  const all = documentsOf(4, [piece("a", "1"), piece("b", "2"), piece("a", "3"), piece("c", "4")]);
  assert.equal(shownOf(all, all[0]).code, "1");
  assert.equal(shownOf(all, { key: "a", place: "gone" }).code, "3");
  assert.equal(shownOf(all, null).code, "4");
  assert.equal(shownOf([], null), undefined);
});

test("code comes first while it is written, text is read at once", () => {
  const tabs = [
    ["html", true, "code"],
    ["html", false, "preview"],
    ["react", true, "code"],
    ["markdown", true, "preview"],
    ["code", false, "code"],
  ];
  for (const [format, isWriting, tab] of tabs) assert.equal(firstTab({ format, isWriting }), tab);
});

test("the highlighter's language comes from the kind, of code from what the model named", () => {
  const languages = [
    ["code", "python", "a.py", "python"],
    ["svg", "", "a.svg", "xml"],
    ["react", "", "a.tsx", "tsx"],
    ["react", "", "a.jsx", "jsx"],
    ["text", "", "a.txt", ""],
  ];
  for (const [format, language, fileName, expected] of languages)
    assert.equal(codeLanguage({ format, language, fileName }), expected);
});
