"""The menus of chats and messages: by their button, a right click, a long press and the keyboard."""

import re

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import PHONE, OpenTab, Tab, status
from .test_page import findings

ANSWER = "Plant them in **autumn**:\n\n- deep\n- in the sun\n\nSee [a page](https://example.org)."


def menu(tab: Tab, name: str | re.Pattern[str]) -> Locator:
    return tab.page.get_by_role("menu", name=name)


def expect_copied(tab: Tab, text: str) -> None:
    """That the clipboard comes to hold what begins with `text`, and the page says so."""
    copied = "async (text) => (await navigator.clipboard.readText()).startsWith(text)"
    tab.page.wait_for_function(copied, arg=text)
    expect(tab.page.get_by_text("Copied", exact=True)).to_be_visible()


def hold(tab: Tab, what: Locator) -> None:
    """Keep a finger there until the page has noticed, and lift it."""
    what.click(trial=True)  # waits until it stands still
    box = what.bounding_box()
    assert box is not None
    point = {"x": box["x"] + 12, "y": box["y"] + box["height"] / 2}
    session = tab.page.context.new_cdp_session(tab.page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(tab.page.locator("[data-held]")).to_have_count(1)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_message_and_a_chat_have_one_menu_each_however_it_is_opened(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, subtests: pytest.Subtests
):
    vendor.answer(ANSWER)
    tab = open_tab(program)
    path = tab.ask_new("When do I plant tulips?")
    status(tab.answers, "complete")
    message_menu = menu(tab, "Message options")
    with subtests.test("a right click opens a message's menu, and its entries copy it"):
        tab.answers.get_by_text("autumn").click(button="right")
        assert findings(tab) == []
        message_menu.get_by_role("menuitem", name="Copy as Markdown").click()
        expect_copied(tab, ANSWER)
        tab.answers.get_by_text("autumn").click(button="right")
        message_menu.get_by_role("menuitem", name="Copy as plain text").click()
        expect(message_menu).to_have_count(0)
        expect_copied(tab, "Plant them in autumn:\n\ndeep\nin the sun\n\nSee a page.")
    with subtests.test("the browser keeps its menu on links, on selected text and with Shift"):
        tab.answers.get_by_role("link", name="a page").click(button="right")
        tab.answers.get_by_text("autumn").click(button="right", modifiers=["Shift"])
        tab.answers.get_by_text("deep").dblclick()
        tab.answers.get_by_text("deep").click(button="right")
        expect(message_menu).to_have_count(0)
        tab.page.evaluate("getSelection().removeAllRanges()")
    with subtests.test("the last turn is deleted and comes back"):
        tab.ask("And roses?")
        status(tab.answers.nth(1), "complete")
        tab.answers.nth(1).get_by_role("button", name="Message options").click()
        message_menu.get_by_role("menuitem", name="Delete").click()
        expect(tab.page.locator("article")).to_have_count(2)
        expect(tab.page.get_by_text("2 messages deleted")).to_be_visible()
        tab.button("Undo").click()
        expect(tab.page.locator("article")).to_have_count(4)
        expect(tab.questions.nth(1)).to_contain_text("And roses?")
    with subtests.test("a chat's menu opens by right click and by keyboard, and says what it took"):
        chat = tab.page.get_by_role("navigation", name="Conversations").get_by_role("link", name="When do I plant tulips?")
        chat_menu = menu(tab, "When do I plant tulips?")
        chat.click(button="right")
        expect(chat_menu.get_by_role("menuitem", name=re.compile(r"\d+ tokens · <\$0\.01"))).to_be_visible()
        assert findings(tab) == []
        tab.page.keyboard.press("Escape")
        chat.focus()
        chat.dispatch_event("contextmenu", {"bubbles": True, "cancelable": True, "button": 0})  # as the menu key has it
        chat_menu.get_by_role("menuitem", name="Copy as Markdown").click()
        expect(chat_menu).to_have_count(0)
        expect_copied(tab, "# When do I plant tulips?")
    with subtests.test("a long press opens them on a phone, and follows no link"):
        phone = open_tab(program, size=PHONE, scheme="dark", touch=True)
        phone.go(path)
        hold(phone, phone.answers.first.get_by_text("in the sun"))
        expect(menu(phone, "Message options").get_by_role("menuitem", name="Select text")).to_be_visible()
        assert findings(phone) == []
        menu(phone, "Message options").get_by_role("menuitem", name="Select text").click()
        assert "autumn" in phone.page.evaluate("getSelection().toString()")
        phone.button("Open sidebar").click()
        phone.button("New chat").click()
        phone.button("Open sidebar").click()
        hold(
            phone, phone.page.get_by_role("navigation", name="Conversations").get_by_role("link", name="When do I plant tulips?")
        )
        expect(menu(phone, "When do I plant tulips?")).to_be_visible()
        assert phone.page.url == phone.url + "/"
