import assert from "node:assert/strict";
import { test } from "node:test";
import { named } from "../../../../rxchat/components/chat/reply/code_highlighter.js";
import { labelOf } from "../../../../rxchat/components/chat/reply/code_label.js";

for (const [language, label] of Object.entries({
  python: "Python",
  py: "Python",
  ts: "TypeScript",
  "c++": "C++",
  "C#": "C#",
  sh: "Bash",
  yml: "YAML",
  r: "R",
  "objective-c": "Objective-c",
  constructor: "Constructor",
  "": "",
})) {
  test(`code in "${language}" is labelled "${label}", and coloured as before`, () => {
    assert.equal(labelOf(language), label);
    assert.equal(named(labelOf(language)), named(language));
  });
}
