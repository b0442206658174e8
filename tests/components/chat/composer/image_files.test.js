import assert from "node:assert/strict";
import { test } from "node:test";
import { look, megabytes } from "../../../../rxchat/components/chat/composer/image_files.js";

const MOST = 10 * 2 ** 20;
const file = (name, ...bytes) => new File([new Uint8Array(bytes)], name);
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0];
const readable = (width, height) => {
  globalThis.createImageBitmap = async () => ({ width, height, close() {} });
};

for (const [name, bytes] of [
  ["a.png", PNG],
  ["a.jpg", [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ["a.gif", [..."GIF89a"].map((letter) => letter.charCodeAt(0))],
  ["a.webp", [..."RIFF\n\0\0\0WEBP"].map((letter) => letter.charCodeAt(0))],
]) {
  test(`${name} is sent as it is`, async () => {
    readable(100, 100);
    const chosen = file(name, ...bytes);
    assert.equal((await look(chosen, MOST)).file, chosen);
  });
}

test("what only has the name of an image is none", async () => {
  assert.deepEqual(await look(file("cat.png", 1, 2, 3), MOST), {
    fault: "cat.png isn't a supported image. Use PNG, JPEG, GIF or WebP.",
  });
});

test("a damaged image says so", async () => {
  globalThis.createImageBitmap = async () => {
    throw new Error("InvalidStateError");
  };
  assert.deepEqual(await look(file("cat.png", ...PNG), MOST), { fault: "Couldn't open cat.png. It may be damaged." });
});

test("bytes in words", () => assert.equal(megabytes(MOST), "10 MB"));
