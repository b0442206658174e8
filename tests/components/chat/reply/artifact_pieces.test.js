import assert from "node:assert/strict";
import { test } from "node:test";
import { piecesOf } from "../../../../rxchat/components/chat/reply/artifact_pieces.js";

const block = "```html\n<b>\n```";
const whole = `**A title**\n\n${block}`;

function cardAt(text, from = 0) {
  const begin = text.indexOf("**", from);
  const code = text.indexOf("<b>", begin);
  return { title: "A title", kind: "", language: "", file_name: "", begin, code_begin: code, code_end: code + 3, end: code + 7 };
}

test("an answer is what is said and its artifacts, in order", () => {
  const text = `🙂 Here:\n\n${whole}\n\n${whole}\n\nDone.`;
  const first = cardAt(text);
  const cards = [first, cardAt(text, first.end)];
  const shown = piecesOf(text, cards).map(({ prose, card, code, block }) => prose?.trim() ?? [card.title, code, block]);
  assert.deepEqual(shown, ["🙂 Here:", ["A title", "<b>", block], ["A title", "<b>", block], "Done."]);
});

test("one that is nothing but an artifact has no text around it", () => {
  assert.equal(piecesOf(whole, [cardAt(whole)]).length, 1);
});

test("one that is being written has what came of it, and stands last", () => {
  const text = "Here:\n\n**A title**\n\n```html\n<b";
  const growing = { ...cardAt(whole), begin: 7, code_begin: text.indexOf("<b"), code_end: -1, end: -1 };
  const [said, open, ...rest] = piecesOf(text, [growing]);
  assert.deepEqual([said.prose?.trim(), open.code, rest], ["Here:", "<b", []]);
});

test("one whose beginning is still on its way isn't cut", () => {
  const text = "Here:\n\n**A ti";
  const growing = { ...cardAt(whole), begin: 7, code_begin: 40, code_end: -1, end: -1 };
  assert.deepEqual(
    piecesOf(text, [growing]).map((piece) => piece.prose),
    [text],
  );
});
