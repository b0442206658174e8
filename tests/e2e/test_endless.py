"""No answer stops the page: not by how it is nested, marked or how long it is (chat/reply/bounds.js, blocks.js).

How long reading takes without a browser: tests/components/chat/reply/bounds.test.js.
"""

import re

import pytest
from corpora.endless import ENDLESS
from fakes.anthropic import FakeAnthropic
from fakes.script import sse
from launch import Rxchat
from playwright.sync_api import expect

from .conftest import OpenTab, Tab, status

KEY_MS = 150  # the quickest of three; 50 on an idle machine
STREAMED = (
    "quotes",
    "lists",
    "emphasis",
    "links in links",
    "formulas",
    "large formulas",
    "formulas in paragraphs",
    "cells",
    "code",
    "one line",
)

KEY = """() => new Promise(done => addEventListener("keydown", event =>
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - event.timeStamp))), {once: true, capture: true}))"""


def in_large_pieces(text: str) -> bytes:
    """An answer of Anthropic's, in ten parts."""
    size = len(text) // 10 + 1
    deltas = [{"type": "text_delta", "text": text[begin : begin + size]} for begin in range(0, len(text), size)]
    events = [
        {"type": "message_start", "message": {"type": "message", "role": "assistant", "content": [], "usage": {}}},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "index": 0, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": 0},
        {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 1}},
        {"type": "message_stop"},
    ]
    return b"".join(sse(event, name=event["type"]) for event in events)


def key_ms(tab: Tab) -> float:
    """How long a key in the composer takes until it is drawn."""
    tab.page.evaluate(f"void (window.pressed = ({KEY})())")  # a promise would be waited for
    tab.composer.press("x")
    return tab.page.evaluate("window.pressed")


def test_a_key_is_quick_whatever_was_answered(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, subtests: pytest.Subtests
):
    tab = open_tab(program)
    path = ""
    for count, name in enumerate(STREAMED, 1):  # as many as a page shows before it leaves out the oldest
        vendor.answer(ENDLESS[name], raw=in_large_pieces(ENDLESS[name]))
        path = path or tab.ask_new("Go on")
        if count > 1:
            tab.ask("Go on")
        expect(tab.answers).to_have_count(count)
        status(tab.answers.last, "complete")
        with subtests.test(name):
            assert min(key_ms(tab) for _ in range(3)) < KEY_MS
        tab.composer.fill("")
    tab.go(path)
    expect(tab.answers).to_have_count(len(STREAMED))
    expect(tab.page.get_by_text("Something went wrong on this page")).to_have_count(0)
    assert min(key_ms(tab) for _ in range(3)) < KEY_MS


def test_a_formula_far_from_sight_is_drawn_when_it_comes_near_or_is_printed(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic
):
    formulas = 1_500
    answer = "\n\n".join("so " + f"$\\sqrt{{x_{{{number}}}}}$ and " * 10 for number in range(formulas // 10))
    vendor.answer(answer, raw=in_large_pieces(answer))
    tab = open_tab(program)
    tab.ask_new("Many formulas")
    status(tab.answers, "complete")
    expect(tab.answers.locator(".formula")).to_have_count(formulas)
    middle = tab.answers.locator(".formula").nth(formulas // 2)
    expect(tab.answers.locator(".formula").last.locator(".katex")).to_be_visible()
    expect(middle).to_have_text("$\\sqrt{x_{75}}$")
    middle.scroll_into_view_if_needed()
    expect(middle.locator(".katex")).to_be_visible()
    assert tab.answers.locator(".katex").count() < formulas
    tab.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(tab.answers.locator(".katex")).to_have_count(formulas)


def test_code_of_a_thousand_lines_keeps_its_box(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    code = "\n".join(f"value_{number} = {number} * 2  # a line as models write it" for number in range(1_200))
    answer = f"Here it is:\n\n```python\n{code}\n```\n\nThat is **all**."
    vendor.answer(answer, raw=in_large_pieces(answer))
    tab = open_tab(program)
    tab.ask_new("A long file")
    status(tab.answers, "complete")
    box = tab.answers.locator(".markdown-long-code")
    expect(box.locator("span").first).to_have_text("Python")
    expect(tab.answers.locator("strong")).to_have_text("all")
    box.get_by_role("button", name="Copy", exact=True).click()
    expect(box.get_by_role("button", name="Copied", exact=True)).to_be_visible()
    assert tab.page.evaluate("navigator.clipboard.readText()") == code


def test_an_answer_that_can_not_be_drawn_stands_as_it_was_written(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("This is **bold**.")
    tab = open_tab(program)
    tab.may_complain = True
    broken = 'export function Markdown() { throw new Error("broken"); }'
    tab.page.route(
        re.compile(r"/markdown_view-[^/]*\.js$"), lambda route: route.fulfill(content_type="text/javascript", body=broken)
    )
    tab.ask_new("Break")
    expect(tab.answers.locator(".markdown-undrawn")).to_have_text("This is **bold**.")
    expect(tab.answers).to_have_attribute("data-status", "complete")
    tab.answers.get_by_role("button", name="Copy", exact=True).click()
    assert tab.page.evaluate("navigator.clipboard.readText()") == "This is **bold**."
