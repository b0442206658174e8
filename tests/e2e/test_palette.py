"""The command palette: what it finds among ten thousand chats, and what it does, from the keyboard."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, Route, expect

from .conftest import PHONE, OpenTab, Tab, with_vendor
from .test_page import findings, has_sideways_scroll

MANY = 10_000
CLOSED_AND_WANTED = "document.getElementById('palette').close(); document.dispatchEvent(new CustomEvent('rxchat:palette'))"


def fill(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        (user,) = connection.execute("SELECT id FROM users ORDER BY id LIMIT 1").fetchone()
        connection.executemany(
            "INSERT INTO conversations (user_id, title, provider, model, last_message_at)"
            " VALUES (?, ?, 'claude', 'm', datetime('2025-01-01', ? || ' minutes'))",
            ((user, f"Number {number}", number) for number in range(MANY)),
        )
        connection.execute(
            "INSERT INTO messages (conversation_id, role, content) VALUES (2, 'user', 'Where do <b>tulips</b> grow?')"
        )
        connection.execute("INSERT INTO projects (id, user_id, name) VALUES (1, ?, 'Tulip garden')", (user,))
        connection.execute("UPDATE conversations SET project_id = 1 WHERE id <= 3")
        connection.execute("UPDATE conversations SET provider = 'acme', model = 'other' WHERE id = 3")


@pytest.fixture(scope="module")
def library(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    with Rxchat(tmp_path_factory.mktemp("palette"), environment=with_vendor(session_vendor)) as running:
        fill(running.data_dir / "rxchat.db")
        yield running


def palette(tab: Tab) -> Locator:
    return tab.page.get_by_role("dialog", name="Search and commands")


def field(tab: Tab) -> Locator:
    return palette(tab).get_by_role("combobox", name="Search and commands")


def options(tab: Tab, group: str = "") -> Locator:
    within = palette(tab).get_by_role("group", name=group, exact=True) if group else palette(tab)
    return within.get_by_role("option")


def opened(tab: Tab, typed: str = "") -> None:
    tab.page.keyboard.press("Control+k")
    expect(field(tab)).to_be_focused()
    field(tab).fill(typed)


def test_the_keyboard_finds_and_does_everything(open_tab: OpenTab, library: Rxchat, subtests: pytest.Subtests):
    tab = open_tab(library)
    tab.go()
    expect(tab.page.locator("[id^=conversation-] a")).to_have_count(50)
    with subtests.test("it begins with recent chats and actions, and closes to where the focus was"):
        opened(tab)
        expect(options(tab, "Recent chats")).to_have_count(6)
        expect(options(tab, "Actions").filter(has_text="New chat")).to_have_count(1)
        assert findings(tab) == []
        tab.page.keyboard.press("Escape")
        expect(palette(tab)).to_have_count(0)
        expect(tab.composer).to_be_focused()
    with subtests.test("titles that the page holds are there at once, and the server is asked once for the rest"):
        held: list[Route] = []
        tab.page.route("**/api/search?*", lambda route: held.append(route))
        opened(tab)
        with tab.page.expect_request("**/api/search?*"):
            tab.page.keyboard.type("number 999")
        expect(options(tab, "Chats").first).to_contain_text("Number 9999")
        expect(options(tab, "More chats")).to_have_count(0)
        assert len(held) == 1
        held[0].continue_()
        tab.page.unroute("**/api/search?*")
        expect(options(tab, "More chats")).not_to_have_count(0)
    with subtests.test("the active entry stays while the arrows move it, and Enter opens it"):
        tab.page.keyboard.press("ArrowDown")
        active = palette(tab).locator("[aria-selected=true]")
        expect(active).to_have_count(1)
        expect(field(tab)).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "")
        title = active.locator(".palette-name").text_content() or ""
        tab.page.keyboard.press("Enter")
        expect(tab.page.locator("h1")).to_have_text(title)
    with subtests.test("messages and projects are found, and their text is text"):
        opened(tab, "tulip")
        expect(options(tab, "Projects")).to_have_count(1)
        expect(options(tab, "Messages").locator(".palette-line")).to_have_text("Where do <b>tulips</b> grow?")
        assert findings(tab) == []
        options(tab, "Messages").click()
        expect(tab.page.locator("article[data-found]")).to_have_count(1)
    with subtests.test("a model is chosen for the chat that is open"):
        opened(tab, "haiku")
        expect(options(tab, "Models")).not_to_have_count(0)
        name = options(tab, "Models").first.locator(".palette-name").text_content()
        options(tab, "Models").first.click()
        expect(tab.page.get_by_role("button", name=f"Model: {name}", exact=True)).to_be_visible()
    with subtests.test("actions do what their shortcuts do"):
        opened(tab, "hide the side")
        tab.page.keyboard.press("Enter")
        expect(tab.button("New chat")).to_be_hidden()
        tab.page.keyboard.press("Control+b")
        expect(tab.button("New chat")).to_be_visible()
        opened(tab, "dark th")
        tab.page.keyboard.press("Enter")
        expect(tab.page.locator("html")).to_have_class("dark")
        opened(tab, "sidebar search")
        tab.page.keyboard.press("Enter")
        expect(tab.page.get_by_role("searchbox", name="Search conversations")).to_be_focused()
        opened(tab, "settings: data")
        tab.page.keyboard.press("Enter")
        expect(tab.page.get_by_role("tab", name="Data")).to_have_attribute("aria-selected", "true")
    with subtests.test("it works in the settings, and says when nothing is found"):
        opened(tab, "zzzz")
        expect(palette(tab).get_by_text("No results for “zzzz”.")).to_be_visible()
        tab.page.keyboard.press("Control+k")
        expect(palette(tab)).to_have_count(0)
    with subtests.test("it opens again at once, before the page has heard that it was closed"):
        opened(tab, "zzzz")
        tab.page.evaluate(CLOSED_AND_WANTED)
        expect(field(tab)).to_be_focused()
        expect(field(tab)).to_have_value("")


def test_on_a_phone_it_fills_the_width_and_closes_with_a_button(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library, size=PHONE, scheme="dark")
    tab.go()
    tab.button("Open sidebar").click()
    tab.page.get_by_role("button", name="Search and commands").click()
    expect(field(tab)).to_be_focused()
    field(tab).fill("tulip")
    expect(options(tab, "Messages")).to_have_count(1)
    assert findings(tab) == []
    assert not has_sideways_scroll(tab)
    palette(tab).get_by_role("button", name="Close").click()
    expect(palette(tab)).to_have_count(0)


def test_the_list_is_filtered_and_each_chip_takes_its_own_filter_away(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    rows, chips = tab.page.locator("[id^=conversation-] a"), tab.page.get_by_role("group", name="Filters").get_by_role("button")
    tab.button("Filter chats").click()
    tab.page.get_by_role("menuitem", name="Project, model, date").click()
    dialog = tab.page.get_by_role("dialog", name="Filter chats")
    dialog.get_by_label("Project").select_option("Tulip garden")
    dialog.get_by_label("Model").select_option("claude:m")
    dialog.get_by_label("To").fill("2025-01-01")
    assert findings(tab) == []
    dialog.get_by_role("button", name="Apply").click()
    expect(tab.button("Filter chats")).to_be_focused()
    expect(rows).to_have_count(2)
    expect(chips).to_have_count(4)
    assert findings(tab) == []
    chips.filter(has_text="m").nth(1).click()
    expect(chips).to_have_count(3)
    expect(rows).to_have_count(3)
    tab.page.get_by_role("searchbox", name="Search conversations").fill("tulips")
    expect(tab.page.locator(".hits a")).to_have_count(0)  # the message is of today
    chips.filter(has_text="Until").click()
    expect(tab.page.locator(".hits a")).to_have_count(1)
    tab.page.get_by_role("searchbox", name="Search conversations").press("Escape")
    tab.button("Clear filters").click()
    expect(rows).to_have_count(50)


def test_tips_that_were_dismissed_come_back_in_no_browser(open_tab: OpenTab, library: Rxchat):
    tab, other = open_tab(library, tips=True), open_tab(library, tips=True)
    tab.go()
    tips = tab.page.get_by_role("region", name="Tips")
    expect(tips).to_be_visible()
    assert findings(tab) == []
    tab.page.get_by_role("button", name="Dismiss tips").click()
    expect(tips).to_have_count(0)
    expect(tab.composer).to_be_focused()
    with other.page.expect_response("**/api/preferences/tips") as answer:
        other.go()
    assert answer.value.json() == {"is_dismissed": True}
    expect(other.page.get_by_role("region", name="Tips")).to_have_count(0)
