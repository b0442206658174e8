import assert from "node:assert/strict";
import test from "node:test";
import { counted } from "../../../rxchat/components/lib/counted.js";

test("one is one, and all else is several", () => {
  assert.deepEqual(
    [0, 1, 2].map((count) => counted(count, "image")),
    ["0 images", "1 image", "2 images"],
  );
  assert.equal(counted(1200, "image", "1,200"), "1,200 images");
});
