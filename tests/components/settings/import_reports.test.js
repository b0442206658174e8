import assert from "node:assert/strict";
import { test } from "node:test";
import { isNew, joined, others } from "../../../rxchat/components/settings/import_reports.js";

const report = (more = {}) => ({
  conversations: 0,
  messages: 0,
  projects: 0,
  folders: 0,
  prompts: 0,
  artifacts: 0,
  shares: 0,
  instructions: 0,
  duplicates: 0,
  failed: 0,
  sources: [],
  failures: [],
  left_out: {},
  first_at: null,
  last_at: null,
  ...more,
});

test("counts are added up and dates are those of all", () => {
  const first = report({
    sources: ["chatgpt"],
    conversations: 1,
    messages: 4,
    left_out: { "tool calls": 1, "images and files": 2 },
    first_at: "2026-03-01T10:00:00Z",
    last_at: "2026-03-02T10:00:00.5Z",
  });
  const second = report({
    sources: ["claude", "chatgpt"],
    messages: 3,
    duplicates: 2,
    failed: 1,
    failures: [{ title: "T", reason: "R" }],
    left_out: { "tool calls": 4 },
    first_at: "2025-03-01T10:00:00Z",
    last_at: "2026-03-02T10:00:00Z",
  });
  assert.deepEqual(
    joined([first, second, report()]),
    report({
      sources: ["chatgpt", "claude"],
      conversations: 1,
      messages: 7,
      duplicates: 2,
      failed: 1,
      failures: [{ title: "T", reason: "R" }],
      left_out: { "tool calls": 5, "images and files": 2 },
      first_at: "2025-03-01T10:00:00Z",
      last_at: "2026-03-02T10:00:00.5Z",
    }),
  );
});

test("one report is itself", () => {
  const only = report({ conversations: 1, first_at: "2026-03-01T10:00:00Z", last_at: "2026-03-01T10:00:00Z" });
  assert.deepEqual(joined([only]), only);
  assert.deepEqual(joined([report()]), report());
});

test("what comes along besides chats is named with its counts", () => {
  assert.equal(others(report({ conversations: 4 })), "");
  assert.deepEqual(
    [{ conversations: 4 }, { prompts: 1 }, { duplicates: 4 }].map((more) => isNew(report(more))),
    [true, true, false],
  );
  const both = joined([report({ projects: 1, prompts: 20, instructions: 1 }), report({ projects: 2, shares: 1 })]);
  assert.equal(others(both), "3 projects, 20 prompts, 1 share link, 1 custom instruction");
});
