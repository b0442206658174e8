"""The composer and the page where a browser gives less than usual, or a person types otherwise."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Browser, Locator, Page, Route, expect

from .conftest import OpenTab, Tab, sign_in, status
from .test_providers_page import endpoint_form

FORBIDDEN = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("forbidden", "SecurityError"); } });
}
"""
FULL = """() => {
  for (let size = 1e6, number = 0; size >= 1; number += 1) {
    try { localStorage.setItem(`filled-${number}`, "x".repeat(size)); } catch { size = Math.floor(size / 10); }
  }
}"""
NO_CLIPBOARD = "Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }); delete window.ClipboardItem;"
HEARD = """() => {
  window.copied = [];
  document.addEventListener("copy", ({ clipboardData }) => window.copied.push(clipboardData.getData("text/plain")));
}"""
PASTE = """(box, text) => {
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}"""
ANSWER = "Some *words*.\n\n```python\nprint(1)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |"


def press_in_input_method(page: Page) -> None:
    """The Enter that ends a word, as Safari tells of it: after the composition, and known by its code alone."""
    keys = page.context.new_cdp_session(page)
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "text": "\r"}
    keys.send("Input.dispatchKeyEvent", {"type": "keyDown", **enter})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})


def lines(size: int, character: str = "x") -> str:
    return (character * 99 + "\n") * (size // 100)


def word_of(tab: Tab) -> Locator:
    return tab.page.locator(".composer-bar [role=alert]")


def test_a_message_is_sent_where_storage_is_full(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.go()
    tab.page.evaluate(FULL)
    tab.composer.fill("Not to be kept")
    expect(tab.page.get_by_text("couldn't keep this draft")).to_be_visible()
    tab.composer.press("Enter")
    status(tab.answers, "complete")
    expect(tab.composer).to_have_value("")
    tab.button("Close sidebar").click()
    tab.button("Theme").click()
    tab.page.get_by_role("menuitemradio", name="Dark").click()
    expect(tab.page.locator("html")).to_have_class("dark")
    tab.page.evaluate("localStorage.clear()")
    tab.composer.fill("To be kept")
    tab.page.reload()
    expect(tab.composer).to_have_value("To be kept")


def test_the_page_lives_without_storage(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.page.add_init_script(FORBIDDEN)
    tab.ask_new("Nothing is kept")
    status(tab.answers, "complete")
    tab.button("Edit").focus()
    tab.page.keyboard.press("Enter")
    tab.page.get_by_role("textbox", name="Edit message").fill("Edited")
    tab.page.keyboard.press("Enter")
    expect(tab.questions).to_contain_text("Edited")
    status(tab.answers, "complete")
    tab.page.get_by_role("button", name="Model: ").click()
    tab.page.locator(".model-group-head").first.click()
    tab.page.goto(tab.url + "/settings/appearance")
    tab.page.get_by_role("radio").last.check()
    tab.page.goto(tab.url + "/settings/chat")
    tab.page.get_by_role("radio").last.check()
    expect(tab.page.get_by_text("could not be drawn")).to_have_count(0)


def test_a_message_that_was_sent_before_a_reload_is_there_once(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.go()
    sent = "localStorage.setItem('rxchat_draft_0', JSON.stringify({text: 'Only once', token: 'token-1', ids: []}))"
    tab.page.evaluate(sent)
    tab.page.reload()
    expect(tab.composer).to_have_value("Only once")  # it never came
    tab.composer.press("Enter")
    status(tab.answers, "complete")
    other = open_tab(program)
    other.page.add_init_script(f"if (location.pathname === '/') {sent}")
    other.go()
    expect(other.questions).to_contain_text("Only once")  # it came, and the page wasn't told
    expect(other.composer).to_have_value("")
    other.page.wait_for_url(tab.page.url)
    assert len(vendor.messages) == 1


def test_the_enter_of_an_input_method_submits_nothing(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.ask_new("What is kept")
    status(tab.answers, "complete")
    page = tab.page

    tab.composer.fill("\u306b\u307b\u3093")
    press_in_input_method(page)
    expect(tab.composer).to_have_value("\u306b\u307b\u3093")
    tab.composer.fill("")

    tab.button("Edit").focus()
    page.keyboard.press("Enter")
    editor = page.get_by_role("textbox", name="Edit message")
    editor.fill("\u8a9e")
    press_in_input_method(page)
    expect(editor).to_have_value("\u8a9e")
    tab.button("Cancel").click()

    page.locator(".title-button").click()
    name = page.get_by_role("textbox", name="Chat name")
    name.fill("\u540d")
    press_in_input_method(page)
    expect(name).to_have_value("\u540d")
    page.keyboard.press("Escape")

    tab.open_models()
    search = page.get_by_role("combobox", name="Search models")
    search.fill("cl")
    press_in_input_method(page)
    expect(search).to_be_visible()
    page.keyboard.press("Escape")

    page.goto(tab.url + "/settings")
    form = endpoint_form(tab)
    form.get_by_label("Base URL").fill("http://127.0.0.1:9/v1")
    form.get_by_label("Name").fill("\u7814")
    press_in_input_method(page)
    expect(form.get_by_role("status")).to_have_text("")
    assert len(vendor.requests) == 1


def test_with_a_hardware_keyboard_enter_sends_on_a_touch_device(browser: Browser, program: Rxchat, vendor: FakeAnthropic):
    context = browser.new_context(viewport={"width": 820, "height": 1180}, has_touch=True, is_mobile=True)
    sign_in(context, program)
    tab = Tab(context.new_page(), program.url)
    tab.go()
    tab.composer.fill("one")
    tab.composer.press("Enter")
    expect(tab.composer).to_have_value("one\n")
    left = tab.composer.element_handle()
    tab.composer.press("Control+Enter")
    expect(tab.questions).to_have_count(1)
    status(tab.answers.last, "complete")
    tab.left(left)
    expect(tab.composer).to_be_focused()
    tab.composer.fill("two")  # Control was a key that no screen has
    tab.composer.press("Enter")
    expect(tab.questions).to_have_count(2)
    context.close()


@pytest.mark.parametrize("is_sent", [False, True])
def test_what_is_typed_before_the_address_of_a_new_chat_opens_is_for_that_chat(
    open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, is_sent: bool
):
    tab = open_tab(program)
    held: list[Route] = []
    tab.page.route("**/assets/_c_.*.js", lambda route: held.append(route))
    tab.go()
    left = tab.composer.element_handle()
    tab.ask("One")
    status(tab.answers, "complete")
    tab.page.keyboard.type("Two")
    if is_sent:
        tab.page.keyboard.press("Enter")
        expect(tab.questions).to_have_count(2)
    assert urlsplit(tab.page.url).path == "/"
    held[0].continue_()
    tab.left(left)
    expect(tab.composer).to_have_value("" if is_sent else "Two")
    expect(tab.composer).to_be_focused()
    if not is_sent:
        tab.page.keyboard.press("Enter")
    expect(tab.questions).to_have_count(2)
    status(tab.answers.last, "complete")
    tab.new_chat()
    expect(tab.composer).to_have_value("")


def test_what_the_socket_cannot_take_is_told_beside_the_box(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.ask_new("Short")
    status(tab.answers, "complete")
    for text, told in (
        (lines(1_200_000), "It's 1.2 MB, and the limit is 900 kB"),
        (lines(600_000, '"'), "It's 600 kB, 1.2 MB once encoded, and"),
        (lines(500_000, "\u00fc"), "It's 995 kB, and"),
    ):
        tab.composer.evaluate(PASTE, text)
        tab.composer.press("Enter")
        expect(word_of(tab)).to_contain_text(told)
        assert tab.composer.input_value() == text
        expect(tab.button("Send")).to_be_enabled()
    tab.button("Edit").focus()
    tab.page.keyboard.press("Enter")
    editor = tab.page.get_by_role("textbox", name="Edit message")
    editor.evaluate(PASTE, lines(1_000_000))
    editor.press("Enter")
    expect(tab.page.locator(".question-editor [role=alert]")).to_contain_text("too long to send. It's 1.0 MB")
    tab.button("Cancel").click()
    tab.button("Response settings").click()
    prompt = tab.page.get_by_label("System prompt")
    prompt.evaluate(PASTE, lines(1_200_000))
    prompt.focus()
    tab.page.get_by_label("Max output tokens").focus()
    expect(tab.page.locator("#setting-system-error")).to_contain_text("under 100,000 characters")
    tab.page.keyboard.press("Escape")

    tab.composer.evaluate(PASTE, lines(860_000))
    expect(word_of(tab)).to_have_count(0)
    tab.composer.press("Enter")
    expect(tab.questions).to_have_count(2)
    status(tab.answers.last, "complete")
    expect(tab.page.locator(".connection")).to_have_count(0)


@pytest.mark.parametrize("is_secure", [True, False])
def test_what_is_copied_is_said(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, is_secure: bool):
    vendor.answer(ANSWER)
    tab = open_tab(program)
    if not is_secure:
        tab.page.add_init_script(NO_CLIPBOARD)
    tab.ask_new("Something to copy")
    status(tab.answers, "complete")
    tab.page.evaluate(HEARD)
    said = tab.page.locator(".copied")

    def copied() -> Any:
        if not is_secure:
            return tab.page.evaluate("window.copied.at(-1)")
        return tab.page.evaluate("navigator.clipboard.readText()")

    expect(said).to_have_text("")
    tab.answers.get_by_role("button", name="Copy", exact=True).click()
    expect(tab.answers.get_by_role("button", name="Copied", exact=True)).to_be_focused()
    expect(said).to_have_text("Copied")
    assert copied() == ANSWER
    expect(said).to_have_text("")
    expect(tab.answers.get_by_role("button", name="Copy", exact=True)).to_be_visible()
    tab.answers.get_by_role("button", name="Copy Code").click()
    expect(said).to_have_text("Copied")
    assert copied().strip() == "print(1)"


def test_what_could_not_be_copied_is_said(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(program)
    tab.page.add_init_script(NO_CLIPBOARD + "document.execCommand = () => false;")
    tab.ask_new("Nothing to be copied")
    status(tab.answers, "complete")
    tab.answers.get_by_role("button", name="Copy", exact=True).click()
    expect(tab.page.locator(".copied")).to_contain_text("Couldn't copy")
    expect(tab.answers.get_by_role("button", name="Copied", exact=True)).to_have_count(0)


def test_there_is_a_way_to_the_end_and_a_panel_stays_on_the_screen(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("\n\n".join(f"Paragraph {number}." for number in range(80)))
    tab = open_tab(program, size=(1280, 800))
    tab.ask_new("A long one")
    status(tab.answers, "complete")
    page, jump = tab.page, tab.button("Go to the newest")
    expect(jump).to_have_count(0)
    for go_down in (jump.click, lambda: page.keyboard.press("End")):
        page.locator(".transcript").hover()
        page.mouse.wheel(0, -2000)
        expect(jump).to_be_visible()
        go_down()
        expect(jump).to_have_count(0)
        assert page.evaluate("document.querySelector('.transcript').scrollTop") == 0

    tab.button("Try another").click()
    panel = page.get_by_role("dialog", name="Regenerate with")
    expect(panel.get_by_role("option").first).to_be_visible()
    place = panel.bounding_box()
    assert place is not None
    assert place["y"] >= 0
    assert place["y"] + place["height"] <= 800
