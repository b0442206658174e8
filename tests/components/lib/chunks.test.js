import assert from "node:assert/strict";
import { test } from "node:test";
import { partsOf } from "../../../rxchat/components/lib/chunks.js";

test("rows are cut into parts, the last one short", () => {
  assert.deepEqual(partsOf([1, 2, 3, 4, 5], 2), [[1, 2], [3, 4], [5]]);
  assert.deepEqual(partsOf([], 2), []);
  assert.deepEqual(partsOf([1, 2], Infinity), [[1, 2]]);
});
