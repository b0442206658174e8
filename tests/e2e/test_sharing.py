"""Sharing, the trash and unread answers: as the person who shares meets them, and as a stranger with the link."""

from collections.abc import Iterator
from threading import Event

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Browser, Locator, Page, expect

from .conftest import DESKTOP, PHONE, OpenTab, Tab, status, with_vendor
from .test_accessibility import ANSWER
from .test_conversation_list import choose
from .test_page import COLOURS, findings, has_sideways_scroll


@pytest.fixture(scope="module")
def shop(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    with Rxchat(tmp_path_factory.mktemp("shop"), environment=with_vendor(session_vendor)) as running:
        yield running


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A browser that was never here."""
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    yield context.new_page()
    context.close()


def dialog(tab: Tab) -> Locator:
    return tab.page.get_by_role("dialog", name="Share chat")


def link(tab: Tab) -> str:
    return dialog(tab).get_by_label("Link").input_value()


def test_a_chat_is_shared_looked_at_updated_and_revoked(
    shop: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic, stranger: Page, subtests: pytest.Subtests
):
    vendor.answer(ANSWER)
    vendor.title = "Valves"
    tab = open_tab(shop)
    tab.ask_new("What is a valve?")
    status(tab.answers, "complete")
    menu = tab.button("Chat options")
    with subtests.test("what leaves is shown first"):
        menu.click()
        tab.page.get_by_role("menuitem", name="Share").click()
        expect(dialog(tab)).to_contain_text("2 messages")
        expect(dialog(tab)).to_contain_text("Only people on this computer")
        with tab.page.context.expect_page() as opened:
            dialog(tab).get_by_role("link", name="Preview").click()
        expect(opened.value.get_by_text("What is a valve?")).to_be_visible()
        opened.value.close()
        assert findings(tab) == []
    with subtests.test("a stranger reads it"):
        tab.button("Create link").click()
        expect(dialog(tab)).to_contain_text("Link created.")
        assert findings(tab) == []
        dialog(tab).get_by_role("button", name="Copy").click()
        assert tab.page.evaluate("navigator.clipboard.readText()") == link(tab)
        answered = stranger.goto(link(tab))
        assert answered is not None
        assert answered.status == 200
        expect(stranger.get_by_role("heading", name="Valves")).to_be_visible()
        expect(stranger.get_by_text("def add(a, b)")).to_be_visible()
        assert stranger.context.cookies() == []
    with subtests.test("on a phone, in the dark, on paper"):
        read = Tab(stranger, shop.url)
        for size in (DESKTOP, PHONE):
            stranger.set_viewport_size({"width": size[0], "height": size[1]})
            stranger.emulate_media(color_scheme="light")
            assert findings(read) == []
            assert not has_sideways_scroll(read)
            stranger.emulate_media(color_scheme="dark")
            assert findings(read, COLOURS) == []
        stranger.emulate_media(media="print")
        assert not has_sideways_scroll(read)
    with subtests.test("it stays as it was until it is updated"):
        tab.page.keyboard.press("Escape")
        expect(dialog(tab)).to_have_count(0)
        expect(menu).to_be_focused()
        vendor.answer("Another answer.")
        tab.ask("And a pump?")
        status(tab.answers.last, "complete")
        stranger.reload()
        expect(stranger.get_by_text("And a pump?")).to_have_count(0)
        menu.click()
        tab.page.get_by_role("menuitem", name="Share").click()
        tab.button("Update link").click()
        expect(dialog(tab)).to_contain_text("Link updated.")
        stranger.reload()
        expect(stranger.get_by_text("And a pump?")).to_be_visible()
    with subtests.test("the settings list it, and end it"):
        address = link(tab)
        tab.button("Close").click()
        tab.page.goto(f"{shop.url}/settings/data")
        links = tab.page.get_by_role("region", name="Shared links")
        expect(links).to_contain_text("4 messages")
        assert findings(tab) == []
        links.get_by_role("button", name="Revoke").click()
        links.get_by_role("button", name="Revoke? Click again to confirm").click()
        expect(links).to_contain_text("You haven't shared any chats.")
        answered = stranger.goto(address)
        assert answered is not None
        assert answered.status == 404
        expect(stranger.get_by_text("It may have expired or been revoked.")).to_be_visible()


def test_a_deleted_chat_is_found_again_and_deleted_for_good(shop: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic):
    vendor.answer("Yes.")
    vendor.title = "Rivets"
    tab = open_tab(shop, size=PHONE)
    tab.go()
    deleted = [tab.page.request.post(f"{shop.url}/api/conversations", data={"title": title, "model": "claude:claude-sonnet-5-5"},
                                     headers={"origin": shop.url}) for title in ("Rivets", "Bolts", "Nuts")]  # fmt: skip
    for each in deleted:
        tab.page.request.delete(f"{shop.url}/api/conversations/{each.json()['id']}", headers={"origin": shop.url})
    tab.page.goto(f"{shop.url}/settings/data")
    trash = tab.page.get_by_role("region", name="Recently deleted")
    expect(trash.get_by_role("listitem")).to_have_count(3)
    expect(trash).to_contain_text("Deleted permanently in 30 days")
    trash.scroll_into_view_if_needed()
    assert findings(tab) == []
    assert not has_sideways_scroll(tab)
    trash.get_by_role("button", name="Restore Nuts").click()
    expect(trash).to_contain_text("Chat restored.")
    expect(trash.get_by_role("listitem")).to_have_count(2)
    row = trash.get_by_role("listitem").filter(has_text="Bolts")
    row.get_by_role("button", name="Delete permanently").click()
    row.get_by_role("button", name="Delete? Click again to confirm").click()
    expect(trash).to_contain_text("Chat permanently deleted.")
    trash.get_by_role("button", name="Empty trash").click()
    trash.get_by_role("button", name="Delete all? Click again to confirm").click()
    expect(trash).to_contain_text("No deleted chats.")
    found = tab.page.request.get(f"{shop.url}/api/conversations?q=Nuts").json()["conversations"]
    assert [one["title"] for one in found] == ["Nuts"]


def test_an_answer_that_nobody_sees_end_leaves_a_mark(shop: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic):
    may_answer = Event()
    vendor.answer("Done.", hold=may_answer.wait)
    vendor.title = "A slow one"
    tab = open_tab(shop)
    path = tab.ask_new("Take your time")
    row = tab.page.locator(f"#conversation-{path.rsplit('/', 1)[1]}")
    expect(row.get_by_role("link")).to_have_accessible_name("Take your time (Claude), responding")
    tab.new_chat()
    may_answer.set()
    expect(row.get_by_role("link")).to_have_accessible_name("A slow one (Claude), unread")
    expect(row.get_by_title("Unread")).to_be_visible()
    tab.page.mouse.move(900, 300)
    assert findings(tab) == []
    row.get_by_role("link").click()
    status(tab.answers, "complete")
    expect(row.get_by_role("link")).to_have_accessible_name("A slow one (Claude)")
    vendor.answer("Again.")
    tab.ask("Once more")  # it is looked at
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    tab.new_chat()
    expect(row.get_by_role("link")).to_have_accessible_name("A slow one (Claude)")
    choose(tab, "A slow one", "Delete")
    expect(row).to_have_count(0)
