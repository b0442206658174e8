import assert from "node:assert/strict";
import { test } from "node:test";
import { iconOf, MARKED } from "../../../rxchat/components/lib/provider_icons.js";
import { MARKS } from "../../../rxchat/components/lib/provider_marks.js";

const drawn = (known) => iconOf({ provider: "acme", declared: "bot", label: "Acme AI", ...known });

test("there is a mark for each provider that is said to have one, and no other", () => {
  assert.deepEqual([...MARKED].sort(), Object.keys(MARKS).sort());
  for (const paths of Object.values(MARKS)) assert.ok(paths.every(({ d }) => /^[Mm][\d.\s,a-zA-Z-]+$/.test(d)));
});

test("a vendor's mark is found by the provider's name, whatever it declares", () => {
  assert.deepEqual(drawn({ provider: "openai", declared: "sparkles", label: "OpenAI" }), { use: "#icon-openai" });
  assert.deepEqual(drawn({ provider: "claude", declared: "<svg/>", label: "Claude" }), { use: "#icon-claude" });
});

test("an icon of the page is used by its name", () => {
  assert.deepEqual(drawn({ provider: "local", declared: "laptop", label: "On this computer" }), { use: "#icon-laptop" });
});

test("a drawing is an address, with nothing in it that could end one", () => {
  assert.deepEqual(drawn({ declared: ' <svg a="b#"/>\n' }), { src: "data:image/svg+xml,%3Csvg%20a%3D%22b%23%22%2F%3E" });
});

for (const [label, initial] of [
  ["Acme AI", "A"],
  ["llama.cpp server", "L"],
  [" élan", "É"],
  ["🦙 Herd", "🦙"],
  ["", ""],
]) {
  test(`all others have the first letter of their label: ${label}`, () => {
    assert.deepEqual(drawn({ label }), { initial });
    assert.deepEqual(drawn({ label, declared: "http://x/y.png" }), { initial });
  });
}
