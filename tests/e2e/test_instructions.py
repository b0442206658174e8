"""Custom instructions in the browser: written in the settings, sent to the vendor, shown and switched off in a chat."""

from collections.abc import Iterator

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import PHONE, OpenTab, Tab, status, with_vendor
from .test_accessibility import show_in
from .test_page import COLOURS, findings, has_sideways_scroll

ABOUT, HOW = "About you", "How should responses be written?"


@pytest.fixture(scope="module")
def instructed(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    """An rxchat of its own: instructions are sent with every question."""
    with Rxchat(tmp_path_factory.mktemp("data"), environment=with_vendor(session_vendor)) as running:
        yield running


def fits(tab: Tab, scheme: str = "light") -> None:
    show_in(tab, scheme)
    assert findings(tab) == []
    assert not has_sideways_scroll(tab)


def opened(tab: Tab) -> Locator:
    tab.button("Chat options").click()
    tab.page.get_by_role("menuitem", name="What is sent").click()
    dialog = tab.page.get_by_role("dialog", name="What is sent")
    expect(dialog).to_be_visible()
    return dialog


def test_what_is_written_in_the_settings_is_sent_until_it_is_switched_off(
    open_tab: OpenTab, instructed: Rxchat, vendor: FakeAnthropic
):
    tab = open_tab(instructed)
    tab.page.goto(tab.url + "/settings/chat")
    tab.page.get_by_label(ABOUT).fill("I repair pumps.")
    tab.button("Concise").focus()
    with tab.page.expect_response("**/api/preferences/instructions"):
        tab.page.keyboard.press("Enter")
    expect(tab.button("Concise")).to_have_attribute("aria-pressed", "true")
    expect(tab.page.get_by_text("Saved.")).to_be_visible()
    fits(tab)
    show_in(tab, "dark")
    assert findings(tab, COLOURS) == []
    tab.ask_new("Hello")
    status(tab.answers, "complete")
    whole = "# About the user\n\nI repair pumps.\n\n# How to respond\n\nKeep answers short."
    assert vendor.system.startswith(whole)

    dialog = opened(tab)
    expect(dialog.get_by_text("I repair pumps.")).to_be_visible()
    expect(dialog.get_by_text("None. Add one in the chat's response settings.")).to_be_visible()
    fits(tab, "dark")
    tab.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    fits(tab)
    switch = dialog.get_by_role("switch", name="Send: Your custom instructions")
    switch.focus()
    tab.page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    tab.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(tab.button("Chat options")).to_be_focused()
    tab.ask("Hello again")
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    assert vendor.system.startswith("# Artifacts\n")


def test_what_is_typed_is_not_lost(open_tab: OpenTab, instructed: Rxchat):
    tab = open_tab(instructed, size=PHONE, scheme="dark")
    tab.may_complain = True  # the browser logs requests that are refused
    tab.page.goto(tab.url + "/settings/chat")
    box = tab.page.get_by_label(HOW)
    box.fill("x" * 10_001)
    box.blur()
    expect(tab.page.get_by_role("alert").filter(has_text="This is too long.")).to_be_visible()
    tab.page.route("**/api/preferences/instructions", lambda route: route.abort())
    box.fill("Answer in verse.")
    box.blur()
    expect(tab.page.get_by_role("alert").filter(has_text="Couldn't save.")).to_be_visible()
    fits(tab, "dark")
    tab.page.unroute("**/api/preferences/instructions")
    tab.page.reload()
    expect(tab.page.get_by_text("Saved.")).to_be_visible()
    tab.page.evaluate("localStorage.clear()")
    tab.page.reload()
    expect(tab.page.get_by_label(HOW)).to_have_value("Answer in verse.")
