import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { mermaidScript, reactScript } from "../../../../rxchat/components/chat/artifacts/frame_scripts.js";

const HARD = ['"); stolen = 1; ("', "`$" + "{stolen = 1}`", "</script><script>stolen = 1</script>", "a\u2028b\u2029\\n"];

test("code is a value in its script, whatever stands in it", () => {
  for (const code of HARD) {
    const seen = [];
    const context = vm.createContext({ rxchatRun: (...given) => seen.push(given) });
    vm.runInContext(reactScript(code, "a.tsx"), context);
    assert.deepEqual(seen, [[code, "a.tsx"]]);
    assert.equal(context.stolen, undefined);
  }
});

test("a diagram is drawn from its source, without HTML in it", () => {
  for (const code of HARD) {
    const settings = [];
    const drawn = [];
    const mermaid = {
      initialize: (given) => settings.push(given.securityLevel),
      render: async (_, source) => {
        drawn.push(source);
        return { svg: "" };
      },
    };
    vm.runInContext(mermaidScript(code), vm.createContext({ mermaid, document: { body: {} } }));
    assert.deepEqual([settings, drawn], [["strict"], [code]]);
  }
});
