import assert from "node:assert/strict";
import { test } from "node:test";
import { brief, day, full } from "../../../rxchat/components/lib/dates.js";

const NOW = new Date(2026, 10, 29, 15, 30); // local time, as everywhere here

for (const [moment, words] of [
  [new Date(2026, 10, 29, 15, 29), /^0?3:29/],
  [new Date(2026, 10, 29, 0, 0), /^12:00/],
  [new Date(2026, 10, 28, 23, 59), /^Nov 28, 11:59/],
  [new Date(2026, 0, 1, 9, 5), /^Jan 1, 9:05/],
  [new Date(2025, 10, 29, 15, 30), /^Nov 29, 2025, 3:30/],
]) {
  test(`a moment has as much of a date as it takes: ${moment.toISOString()}`, () => {
    assert.match(brief(moment, NOW), words);
  });
}

test("a day is a time only where it is today's", () => {
  assert.match(day(new Date(2026, 10, 29, 0, 0), NOW), /^12:00/);
  assert.equal(day(new Date(2026, 10, 28, 23, 59), NOW), "Nov 28");
  assert.equal(day(new Date(2025, 10, 29, 15, 30), NOW), "Nov 29, 2025");
});

test("in full it has the day of the week, the year and the time", () => {
  assert.match(full(new Date(2026, 10, 28, 9, 5)), /Saturday, November 28, 2026.* 9:05/);
});
