import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { forget, lengthen, show } from "../../../../rxchat/components/chat/reply/growing_end.js";
import { isProse } from "../../../../rxchat/components/chat/reply/prose.js";

const text = (data = "") => ({
  data,
  appendData(/** @type {string} */ more) {
    this.data += more;
  },
});

beforeEach(() => forget());

test("words go to the paragraph that ends the answer, without the white space at its end", () => {
  const node = text();
  show(node, "It is ", true);
  assert.equal(node.data, "It is");
  assert.ok(lengthen("# Title\n\nIt is ", "so. "));
  assert.equal(node.data, "It is so.");
  assert.ok(lengthen("# Title\n\nIt is so. ", "Yes"));
  assert.equal(node.data, "It is so. Yes");
});

for (const [why, answer, more] of [
  ["begins another block", "It is", "\n\nso"],
  ["may be Markdown", "It is", " **so"],
  ["may be an entity", "It is", "&amp;"],
  ["ends an address", "See ww", "w.example.org"],
  ["ends another address", "See http:", "//example.org"],
  ["runs from the right", "It is", " שלום"],
])
  test(`what ${why} is left to the parser`, () => {
    const node = text();
    show(node, answer, true);
    assert.equal(lengthen(answer, more), false);
    assert.equal(node.data, answer);
  });

test("nothing is appended where the paragraph isn't the last one, or is behind the answer", () => {
  const node = text();
  show(node, "It is\n\n", true);
  assert.equal(lengthen("It is\n\n```\nIt is\n\n", "so"), false);
  forget();
  show(node, "It is", true);
  assert.equal(lengthen("It is not", " so"), false);
  assert.ok(lengthen("It is", " not"));
  assert.equal(lengthen("It is not what", " so"), false); // "what" came another way
});

test("what was drawn late doesn't take words away, and a finished answer is what it is", () => {
  const node = text();
  show(node, "It", true);
  lengthen("It", " is so");
  show(node, "It is", true);
  assert.equal(node.data, "It is so");
  assert.ok(lengthen("It is so", "."));
  show(node, "It is", false);
  assert.equal(node.data, "It is");
  assert.equal(lengthen("It is", "."), false);
});

test("a paragraph that has gone gets nothing", () => {
  const [gone, other] = [text(), text()];
  show(gone, "It", true);
  forget(gone);
  assert.equal(lengthen("It", " is"), false);
  show(other, "It", true);
  forget(gone);
  assert.ok(lengthen("It", " is"));
});

test("however prose is cut, it is shown as its whole would be", () => {
  const whole = 'Let me see: "It is so", he said (or 2 + 2 = 4) – yes; 50 % of it.  Well… ok? Ça va! ';
  for (let size = 1; size < 9; size += 1) {
    const node = text();
    forget();
    let answer = whole.slice(0, size);
    show(node, answer, true);
    for (; answer.length < whole.length; answer = whole.slice(0, answer.length + size)) {
      assert.ok(lengthen(answer, whole.slice(answer.length, answer.length + size)));
      assert.ok(isProse(node.data));
    }
    assert.equal(node.data, whole.trimEnd());
  }
});
