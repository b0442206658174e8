import assert from "node:assert/strict";
import { test } from "node:test";
import { fencedCode } from "../../../../rxchat/components/chat/reply/fenced_code.js";

for (const [block, fenced] of [
  ["```py\na = 1\n```\n\n", { language: "py", code: "a = 1" }],
  ["~~~~\n~~~\n~~~~", { language: "", code: "~~~" }],
  ["```c title=x\nint a;\n\n", { language: "c", code: "int a;\n\n" }], // still growing
  ["```sh\necho ~~~\n~~~", { language: "sh", code: "echo ~~~\n~~~" }],
  ["   ```js\n```", { language: "js", code: "" }],
  ["```", { language: "", code: "" }],
  ["Words\n```py\na\n```", null],
  ["> ```py\n> a\n> ```", null],
]) {
  test(`${JSON.stringify(block)} is ${fenced ? "fenced code" : "none"}`, () => assert.deepEqual(fencedCode(block), fenced));
}
