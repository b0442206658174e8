// Templates are put into a text and taken out again; what a person typed stays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { has, TEMPLATES, toggled } from "../../../rxchat/components/settings/instruction_templates.js";

for (const typed of ["", "Call me Ann.", "Call me Ann.\n\nIn Portuguese, please."])
  for (const name of Object.keys(TEMPLATES))
    test(`${name} comes and goes in ${JSON.stringify(typed)}`, () => {
      const whole = toggled(typed, name);
      assert.ok(has(whole, name) && whole.startsWith(typed));
      assert.equal(toggled(whole, name), typed);
    });

test("a template in the middle of a text is taken out of there", () => {
  const text = `Before.\n\n${TEMPLATES.Teacher}\n\nAfter.`;
  assert.equal(toggled(text, "Teacher"), "Before.\n\nAfter.");
  assert.equal(toggled(toggled("", "Concise"), "Creative"), `${TEMPLATES.Concise}\n\n${TEMPLATES.Creative}`);
});
