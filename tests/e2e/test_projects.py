"""Projects in the browser: made in the sidebar, changed and used on their page, with several chats moved at once."""

from collections.abc import Iterator

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import expect

from .conftest import PHONE, OpenTab, Tab, status, with_vendor
from .test_accessibility import show_in
from .test_page import COLOURS, findings, has_sideways_scroll


@pytest.fixture(scope="module")
def program(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    """An rxchat of its own: its sidebar has projects."""
    with Rxchat(tmp_path_factory.mktemp("data"), environment=with_vendor(session_vendor)) as running:
        yield running


def fits(tab: Tab) -> None:
    show_in(tab, "light")
    assert findings(tab) == []
    assert not has_sideways_scroll(tab)
    show_in(tab, "dark")
    assert findings(tab, COLOURS) == []


def test_a_project_is_made_used_and_deleted(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, subtests: pytest.Subtests):
    tab = open_tab(program)
    page = tab.page
    tab.go()
    with subtests.test("it is made in the sidebar, and its page opens"):
        tab.button("New project").click()
        page.get_by_role("textbox", name="Project name").fill("Steam engines")
        page.keyboard.press("Enter")
        page.wait_for_url("**/p/*")
        expect(page.get_by_role("heading", name="Steam engines")).to_be_visible()
        expect(page.get_by_text("No chats yet.")).to_be_visible()
    with subtests.test("what is typed is saved, and sent with a chat that starts there"):
        page.get_by_label("Instructions").fill("Use metric units.")
        page.get_by_label("Monthly budget").fill("lots")
        expect(page.get_by_role("status").filter(has_text="Saved")).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert").filter(has_text="Couldn't save")).to_be_visible()
        assert [fault for fault in tab.faults if "422" not in fault] == []
        tab.faults.clear()  # the browser logs the response that was expected
        page.get_by_label("Monthly budget").fill("$12.50")
        page.keyboard.press("Enter")
        expect(page.get_by_text("of $12.50")).to_be_visible()
        fits(tab)
        tab.ask("How does a valve open?")
        page.wait_for_url("**/c/*")
        status(tab.answers, "complete")
        assert "Use metric units." in str(vendor.messages[-1].json.get("system"))
        page.get_by_role("link", name="Project: Steam engines").click()
        page.wait_for_url("**/p/*")
        expect(page.get_by_label("Chats in this project").get_by_role("link")).to_have_count(1)
    with subtests.test("several chats are selected, and deleted with undo"):
        entries = page.locator("nav [id^=conversation-]")
        entries.get_by_role("link").first.click(modifiers=["Control"])
        bar = page.get_by_role("toolbar", name="Selected chats")
        expect(bar.get_by_role("status")).to_have_text("1 selected")
        bar.get_by_role("button", name="Delete").click()
        expect(entries).to_have_count(0)
        tab.button("Undo").click()
        expect(entries).to_have_count(1)
    with subtests.test("on a phone nothing is wider than the screen"):
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        fits(tab)
    with subtests.test("the drawer that a project was made in closes on the project's page"):
        tab.button("Open sidebar").click()
        tab.button("New project").click()
        page.get_by_label("Project name").fill("Pumps")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Pumps")).to_be_visible()
        expect(page.locator("#sidebar")).not_to_be_in_viewport()
        tab.button("Open sidebar").click()
        page.get_by_role("link", name="Steam engines (").click()
        expect(page.get_by_role("heading", name="Steam engines")).to_be_visible()
    with subtests.test("a deleted project leaves its chats"):
        tab.button("Project options").click()
        page.get_by_role("menuitem", name="Delete").click()
        dialog = page.get_by_role("dialog", name="Delete “Steam engines”?")
        expect(dialog).to_contain_text("1 chat will stay, without a project.")
        dialog.get_by_role("button", name="Delete project").click()
        page.wait_for_url(tab.url + "/")
        expect(page.locator("nav [id^=conversation-]")).to_have_count(1)
    assert tab.faults == []
