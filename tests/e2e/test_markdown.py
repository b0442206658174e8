"""What the page draws of an answer's Markdown. Without a browser: tests/components/chat/reply/dialect.test.js."""

import pytest
from corpora.drawn import CASES
from fakes.anthropic import FakeAnthropic
from fakes.script import sse
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import OpenTab, Tab, status

HEADINGS = [f"Case {number}" for number in range(len(CASES))]
ANSWER = "".join(f"##### {heading}\n\n{case.text}\n\n<!-- -->\n\n" for heading, case in zip(HEADINGS, CASES, strict=True))

# What stands in an answer, in the notation of tests/corpora/drawn.py, by the headings.
SECTIONS = """answer => {
    const told = (node) => {
        if (node.nodeType === Node.TEXT_NODE) return node.data.replaceAll("<", "&lt;");
        if (node.matches(".formula")) {
            const tex = node.querySelector("annotation")?.textContent ?? "not drawn: " + node.textContent;
            return `«${node.querySelector(".katex-display") ? "D:" : ""}${tex}»`;
        }
        if (node.matches("[data-streamdown=code-block]")) {
            const lines = [...node.querySelector("code").children].map(line => line.textContent.replace(/^\\n$/, ""));
            return `<pre>${encodeURI(lines.join("\\n"))}</pre>`;
        }
        if (node.matches(".table-tools")) return "";
        const inside = [...node.childNodes].map(told).join("");
        const name = { strong: "b" }[node.localName] ?? node.localName;
        if (["div", "thead", "tbody", "span"].includes(name)) return inside;
        return name === "br" ? "<br>" : `<${name}${node.dir === "rtl" ? " dir=rtl" : ""}>${inside}</${name}>`;
    };
    const outer = /\\s*(<\\/?(?:p|h\\d|ul|ol|li|blockquote|table|tr|th|td|br)(?: dir=rtl)?>|<pre>.*?<\\/pre>)\\s*/g;
    const tidy = text => text.replace(/\\s+/g, " ").replace(outer, "$1")
        .replace(/<pre>(.*?)<\\/pre>/g, (_, code) => `<pre>${decodeURI(code)}</pre>`).trim();
    const sections = [];
    for (const block of answer.children) {
        if (block.localName === "h5") sections.push("");
        else if (block.textContent !== "<!-- -->") sections.push(sections.pop() + told(block) + "\\n");
    }
    return sections.map(tidy);
}"""


def by_character(text: str) -> bytes:
    """An answer of Anthropic's that comes in pieces of one character."""
    start = {"type": "message_start", "message": {"type": "message", "role": "assistant", "content": [], "usage": {}}}
    pieces = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": character}} for character in text
    ]
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    end = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}}
    events = [start, block, *pieces, {"type": "content_block_stop", "index": 0}, end, {"type": "message_stop"}]
    return b"".join(sse(event, name=event["type"]) for event in events)


def check(tab: Tab, subtests: pytest.Subtests, when: str) -> None:
    answer = tab.answers.locator(".markdown")
    expect(answer.locator(".katex")).to_have_count(sum(case.drawn.count("«") for case in CASES))
    sections = answer.evaluate(SECTIONS)
    for case, drawn in zip(CASES, sections, strict=True):
        with subtests.test(f"{when}: {case.text}"):
            assert drawn == case.drawn


def copied(tab: Tab, button: Locator) -> str:
    button.click()
    return tab.page.evaluate("navigator.clipboard.readText()")


def test_an_answer_is_drawn_alike_while_it_grows_and_when_it_is_opened_again(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, subtests: pytest.Subtests
):
    vendor.answer(ANSWER, raw=by_character(ANSWER), chunk=4_000, drip=0.01)
    tab = open_tab(program)
    tab.ask_new("Everything, please")
    status(tab.answers, "complete")
    check(tab, subtests, "streamed")
    tab.page.reload()
    status(tab.answers, "complete")
    check(tab, subtests, "reloaded")
    assert copied(tab, tab.answers.get_by_role("button", name="Copy", exact=True)) == ANSWER
    blocks = tab.answers.locator("[data-streamdown=code-block]")
    for place, code in (
        (0, "export PATH=$HOME/bin:$PATH"),
        (2, "```sh\nexport PATH=$HOME/bin:$PATH\n```"),
        (9, "\ta\t$b$  \n\n"),
    ):
        with subtests.test(f"copied: {code}"):
            assert copied(tab, blocks.nth(place).get_by_role("button")) == code
