import assert from "node:assert/strict";
import { test } from "node:test";
import { byPeriod } from "../../../../rxchat/components/shell/conversations/date_groups.js";

const NOW = new Date(2026, 10, 28, 15, 0);
const at = (...parts) => ({ updated_at: new Date(...parts).toISOString() });
const groupOf = (...parts) => byPeriod([at(...parts)], NOW)[0][0];

for (const [parts, name] of [
  [[2026, 10, 28, 0, 0], "Today"],
  [[2026, 10, 28, 23, 59], "Today"],
  [[2026, 10, 27, 23, 59], "Yesterday"],
  [[2026, 10, 26, 12, 0], "Previous 7 days"],
  [[2026, 10, 21, 0, 0], "Previous 7 days"],
  [[2026, 10, 20, 23, 0], "Previous 30 days"],
  [[2026, 9, 29, 0, 0], "Previous 30 days"],
  [[2026, 9, 28, 23, 0], "October 2026"],
  [[2024, 1, 29, 12, 0], "February 2024"],
]) {
  test(`${parts.join("-")} is ${name}`, () => assert.equal(groupOf(...parts), name));
}

test("a day of another length is still one day", () => {
  const now = new Date(2026, 9, 26, 0, 30); // the day after the clocks went back in Europe
  assert.equal(byPeriod([at(2026, 9, 25, 0, 30)], now)[0][0], "Yesterday");
});

test("groups stand in the order of what is in them", () => {
  const groups = byPeriod([at(2026, 10, 28), at(2026, 10, 27), at(2026, 10, 27, 1), at(2025, 0, 1)], NOW);
  assert.deepEqual(
    groups.map(([name, list]) => [name, list.length]),
    [
      ["Today", 1],
      ["Yesterday", 2],
      ["January 2025", 1],
    ],
  );
});
