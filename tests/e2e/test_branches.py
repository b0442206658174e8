"""Regenerating, editing and leafing through versions, in the browser. What the vendor was asked is the proof."""

import re
from typing import Any

from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import OpenTab, Tab, status


def history(vendor: FakeAnthropic) -> list[str]:
    """What the vendor was sent last, the words of each turn."""
    messages: list[dict[str, Any]] = vendor.messages[-1].json["messages"]
    return [" ".join(part["text"] for part in message["content"]) for message in messages]


def arrow(message: Locator, name: str) -> Locator:
    return message.get_by_role("button", name=name, exact=True)


def two_turns(tab: Tab, vendor: FakeAnthropic) -> str:
    vendor.answer(None)
    path = tab.ask_new("First question")
    status(tab.answers, "complete")
    tab.ask("Second question")
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    return path


def test_an_answer_in_the_middle_is_regenerated_and_leafed_back_to(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    path = two_turns(tab, vendor)
    vendor.next(text="Another answer")
    tab.answers.first.hover()
    arrow(tab.answers.first, "Regenerate").press("Enter")
    expect(tab.answers.first).to_have_text(re.compile("Another answer"))
    expect(tab.page.get_by_role("region", name="Conversation")).to_be_focused()  # what had the focus is gone
    expect(tab.answers).to_have_count(1)
    status(tab.answers, "complete")
    assert history(vendor) == ["First question"]
    expect(tab.answers.get_by_role("group", name="Version 2 of 2")).to_be_visible()
    expect(arrow(tab.answers, "Next version")).to_be_disabled()
    arrow(tab.answers, "Previous version").click()
    expect(tab.answers).to_have_count(2)
    expect(arrow(tab.answers.first, "Next version")).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(tab.answers).to_have_count(1)
    tab.ask("And then?")
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    assert history(vendor) == ["First question", "Another answer", "And then?"]
    other = open_tab(program)
    other.go(path)
    expect(other.answers).to_have_text([re.compile("Another answer"), re.compile("You said")])
    arrow(tab.answers.first, "Previous version").click()
    expect(other.answers).to_have_text([re.compile("First question"), re.compile("Second question")])  # it follows
    tab.choose_model("Claude", "Claude Opus 5.5")
    expect(other.button("Model: Claude Opus 5.5")).to_be_visible()


def test_an_edited_question_begins_a_branch(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    path = two_turns(tab, vendor)
    tab.questions.last.hover()
    arrow(tab.questions.last, "Edit").click()
    editor = tab.page.get_by_role("textbox", name="Edit message")
    expect(editor).to_be_focused()
    expect(editor).to_have_value("Second question")
    editor.fill("Better question")
    tab.button("Save").click()
    expect(tab.questions.last).to_have_text(re.compile("Better question"))
    expect(editor).to_have_count(0)
    expect(tab.answers.last).to_have_text(re.compile("You said: Better question"))
    status(tab.answers.last, "complete")
    assert history(vendor) == ["First question", "You said: First question", "Better question"]
    tab.go(path)
    expect(tab.questions.last).to_have_text(re.compile("Better question"))
    tab.questions.last.hover()
    arrow(tab.questions.last, "Previous version").click()
    expect(tab.questions.last).to_have_text(re.compile("Second question"))
    expect(tab.answers.last).to_have_text(re.compile("Second question"))
    expect(tab.page.get_by_role("textbox", name="Edit message")).to_have_count(0)


def test_what_is_typed_into_an_editor_is_not_lost(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    path = tab.ask_new("A question to edit")
    status(tab.answers, "complete")
    editor = tab.page.get_by_role("textbox", name="Edit message")
    tab.questions.hover()
    tab.button("Edit").click()
    editor.fill("half a thought")
    tab.go(path)
    expect(editor).to_have_value("half a thought")
    editor.press("Escape")
    expect(editor).to_have_count(0)
    expect(tab.button("Edit")).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(editor).to_have_value("half a thought")
    tab.button("Cancel").click()
    expect(tab.questions).to_have_text(re.compile("A question to edit"))
    tab.button("Edit").click()
    expect(editor).to_have_value("A question to edit")
    editor.press("Escape")
    assert len(vendor.messages) == 1


def test_a_question_that_can_not_be_drawn_stands_as_it_was_written(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    """Its failure stays where it happened: here the browser has kept something else than an editor's text."""
    tab = open_tab(program)
    two_turns(tab, vendor)
    tab.may_complain = True
    question = tab.page.locator("article[data-role=user]").first
    question.hover()
    arrow(question, "Edit").click()
    tab.page.evaluate(
        "for (const key of Object.keys(localStorage).filter(key => key.includes('rxchat_edit_')))"
        " localStorage.setItem(key, JSON.stringify({text: 5, kept: [], isOpen: true}))"
    )
    tab.page.reload()
    expect(question.locator(".markdown-undrawn")).to_have_text("First question")
    expect(tab.answers).to_have_count(2)
    expect(tab.page.get_by_text("This page could not be drawn.")).to_have_count(0)
    tab.ask("Third question")
    expect(tab.answers).to_have_count(3)
    status(tab.answers.last, "complete")


def test_an_edit_that_is_refused_keeps_its_text(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab, other = open_tab(program), open_tab(program)
    path = tab.ask_new("Asked in two tabs")
    status(tab.answers, "complete")
    other.go(path)
    tab.questions.hover()
    tab.button("Edit").click()
    editor = tab.page.get_by_role("textbox", name="Edit message")
    editor.fill("x" * 950_000, timeout=60_000)
    tab.button("Save").click()
    expect(tab.page.get_by_text("The message is too long to send.")).to_be_visible()
    expect(editor).to_have_value("x" * 950_000)
    editor.fill("short")
    tab.button("Save").click()
    expect(tab.answers).to_have_text(re.compile("You said: short"))


def test_nothing_can_be_changed_while_an_answer_is_written(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.ask_new("One")
    status(tab.answers, "complete")
    tab.answers.hover()
    tab.button("Regenerate").click()
    expect(tab.answers.get_by_role("group", name="Version 2 of 2")).to_be_visible()
    status(tab.answers, "complete")
    vendor.answer("one two three", ending="stall", after=1)
    tab.ask("Two")
    status(tab.answers.last, "streaming")
    for name in ("Previous version", "Regenerate"):
        expect(arrow(tab.answers.first, name)).to_be_disabled()
        expect(arrow(tab.answers.first, name)).to_have_attribute("title", "Available when the response is finished.")
    expect(arrow(tab.questions.first, "Edit")).to_be_disabled()
    tab.button("Stop").click()
    status(tab.answers.last, "cancelled")
    expect(arrow(tab.answers.first, "Previous version")).to_be_enabled()
    expect(arrow(tab.questions.first, "Edit")).to_be_enabled()
