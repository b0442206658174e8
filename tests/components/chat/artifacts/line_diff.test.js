import assert from "node:assert/strict";
import { test } from "node:test";
import { changedLines, lineDiff } from "../../../../rxchat/components/chat/artifacts/line_diff.js";

const lines = (count) => Array.from({ length: count }, (_, at) => `line ${at}`);

test("a changed line is removed and added", () => {
  const runs = lineDiff("a\nb\nc", "a\nB\nc");
  assert.deepEqual(
    runs.map(({ change, lines }) => [change, lines]),
    [
      ["same", ["a"]],
      ["removed", ["b"]],
      ["added", ["B"]],
      ["same", ["c"]],
    ],
  );
  assert.deepEqual(changedLines(runs), { added: 1, removed: 1 });
});

test("a line break at the end is no change, an empty line is", () => {
  assert.deepEqual(changedLines(lineDiff("a\nb", "a\nb")), { added: 0, removed: 0 });
  assert.deepEqual(changedLines(lineDiff("a\nb", "a\n\nb")), { added: 1, removed: 0 });
});

test("unchanged lines away from a change are folded, and none is lost", () => {
  const before = lines(40);
  const after = before.with(20, "other");
  const runs = lineDiff(before.join("\n"), after.join("\n"));
  assert.deepEqual(
    runs.map(({ change, lines, isFolded }) => [change, lines.length, isFolded]),
    [
      ["same", 17, true],
      ["same", 3, false],
      ["removed", 1, false],
      ["added", 1, false],
      ["same", 3, false],
      ["same", 16, true],
    ],
  );
  assert.deepEqual(
    runs.filter(({ change }) => change !== "removed").flatMap((run) => run.lines),
    after,
  );
});
