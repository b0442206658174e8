"""What a person sees when the vendor fails: cause, next step, Retry; nothing typed is lost."""

from typing import Any

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import expect

from .conftest import OpenTab, status

FAILURES: list[tuple[dict[str, Any], str, str]] = [
    ({"status": 400, "message": "max_tokens: too large"}, "max_tokens: too large", "Edit your message"),
    ({"status": 400, "message": "Your credit balance is too low"}, "credit", "console"),
    ({"status": 400, "message": "prompt is too long: 250000 tokens > 200000 maximum"}, "too long", "new chat"),
    ({"status": 401, "message": "invalid x-api-key"}, "key", "Check it in Settings"),
    ({"status": 402, "message": "payment required"}, "", "console"),
    ({"status": 403, "message": "no access"}, "", "Check it in Settings"),
    ({"status": 404, "message": "model: claude-sonnet-5-5"}, "model", "retired"),
    ({"status": 413, "body": b"<html>413</html>"}, "", "shorten"),
    ({"status": 429, "message": "spend limit"}, "", "console"),
    ({"status": 429, "message": "slow down", "headers": {"retry-after": "120"}}, "", "Try again in 2 minutes"),
    ({"status": 200, "text": "Half", "ending": "error", "message": "Overloaded"}, "", "Try again"),
    ({"status": 200, "text": "Half", "ending": "cut"}, "", "Retry"),
    ({"status": 200, "text": "Half", "ending": "close"}, "", "Retry"),
    ({"status": 200, "text": "Half", "ending": "garbage"}, "", "base URL"),
]

RETRIED = (FAILURES[0][0], FAILURES[-1][0])
"""One that came before any text and one that came after some: what Retry does depends on nothing else."""


def test_a_failure_says_what_happened_and_what_to_do(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, subtests: pytest.Subtests
):
    """Each in a chat of its own, all in one tab."""
    tab = open_tab(program)
    tab.go()
    for script, cause, hint in FAILURES:
        with subtests.test(script=script):
            vendor.answer(None)
            vendor.next(**script)
            tab.new_chat()
            tab.ask("Tell me something")
            failure = tab.answers.get_by_role("alert")
            expect(failure).to_contain_text(cause)
            expect(failure.locator(".hint")).to_contain_text(hint)
            assert failure.locator(".cause").inner_text().strip() != ""
            if script.get("text"):
                expect(tab.answers.locator(".markdown")).to_have_text("Half")
            expect(tab.questions).to_contain_text("Tell me something")
            expect(tab.button("Retry")).to_be_visible()
            if script not in RETRIED:
                continue
            vendor.answer("A whole answer.")
            tab.button("Retry").click()
            expect(tab.answers.locator(".markdown")).to_have_text("A whole answer.")
            status(tab.answers, "complete")
            expect(tab.answers).to_have_count(1)


@pytest.mark.parametrize("code", [500, 529])
def test_a_passing_fault_is_made_good_without_a_word(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, code: int):
    vendor.next(status=code, headers={"retry-after": "0"})
    vendor.answer("Back again.")
    tab = open_tab(program)
    tab.ask_new("Are you there?")
    status(tab.answers, "complete")
    assert len(vendor.messages) == 2


def test_an_unfinished_model_choice_keeps_the_text(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    """A message that is refused before it is saved stays in the composer."""
    vendor.answer("slow", ending="stall", after=1)
    tab, other = open_tab(program), open_tab(program)
    path = tab.ask_new("First")
    status(tab.answers, "streaming")
    other.go(path)
    status(other.answers, "streaming")
    other.composer.fill("Typed meanwhile")
    other.composer.press("Enter")  # an answer is still being written: nothing is sent
    expect(other.composer).to_have_value("Typed meanwhile")
    other.button("Stop").click()
    status(tab.answers, "cancelled")
    expect(other.composer).to_have_value("Typed meanwhile")
