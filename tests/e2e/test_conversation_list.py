"""The conversations in the sidebar: ten thousand of them, found, changed, put away and brought back."""

import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any, Literal

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import Locator, Route, expect

from .conftest import PHONE, OpenTab, Tab, status, with_vendor
from .test_page import findings, has_sideways_scroll

MANY = 10_000
LONG, FAR_BACK = 1_000, 301
HOSTILE = "A <img src=x onerror=alert(1)> tulip\nand <b>another</b> line"


def fill(file: Path) -> None:
    """Years of use: one conversation an hour, the newest first, and a few that the tests name."""
    now = datetime.now(UTC)
    named = {0: ("Letters to Ada", "openai"), 3: ("A plan of the garden", "claude"), 41: ("A long talk", "claude")}
    with closing(sqlite3.connect(file)) as connection, connection:
        (user,) = connection.execute("SELECT id FROM users ORDER BY id LIMIT 1").fetchone()
        for number in range(MANY):
            title, provider = named.get(number, (f"Number {number}", ("claude", "mistral")[number % 2]))
            at = f"{now - timedelta(hours=number, minutes=1):%Y-%m-%d %H:%M:%S}"
            connection.execute(
                "INSERT INTO conversations (user_id, title, provider, model, created_at, updated_at, last_message_at)"
                " VALUES (?, ?, ?, 'm', ?, ?, ?)",
                (user, title, provider, at, at, at),
            )
        connection.execute(
            "INSERT INTO messages (conversation_id, role, content, status) SELECT id, 'user', ?, 'complete' FROM conversations"
            " WHERE title = 'Letters to Ada'",
            (HOSTILE,),
        )
        (talk,) = connection.execute("SELECT id FROM conversations WHERE title = 'A long talk'").fetchone()
        for number in range(LONG):
            text = "The word is xylophone." if number == FAR_BACK else f"Message {number}"
            connection.execute(
                "INSERT INTO messages (conversation_id, role, content, status) VALUES (?, ?, ?, 'complete')",
                (talk, ("user", "assistant")[number % 2], text),
            )


@pytest.fixture(scope="module")
def library(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    with Rxchat(tmp_path_factory.mktemp("library"), environment=with_vendor(session_vendor)) as running:
        fill(running.data_dir / "rxchat.db")
        yield running


def entries(tab: Tab) -> Locator:
    return tab.page.locator(".entry a")


def entry(tab: Tab, name: str) -> Locator:
    return tab.page.get_by_role("navigation", name="Conversations").get_by_role("link", name=name)


def group(tab: Tab, name: str) -> Locator:
    return tab.page.locator("nav section", has=tab.page.get_by_role("heading", name=name, exact=True))


def search(tab: Tab) -> Locator:
    return tab.page.get_by_role("searchbox", name="Search conversations")


def list_requests(tab: Tab) -> list[str]:
    """The requests for the list that this tab sends from now on."""
    expect(entries(tab)).not_to_have_count(0)
    sent: list[str] = []
    tab.page.on("request", lambda request: sent.append(request.url) if "/api/conversations?" in request.url else None)
    return sent


def choose(tab: Tab, name: str, action: str) -> None:
    tab.button(f"Options for {name}").click()
    tab.page.get_by_role("menuitem", name=action, exact=True).click()


def filter_by(tab: Tab, name: str, *, kind: Literal["menuitemradio", "menuitemcheckbox"] = "menuitemradio") -> None:
    tab.button("Filter chats").click()
    tab.page.get_by_role("menu", name="Filter chats").get_by_role(kind, name=name).click()


def test_ten_thousand_are_shown_as_far_as_a_person_scrolls(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    expect(entries(tab)).to_have_count(50)
    expect(group(tab, "Today").or_(group(tab, "Yesterday")).first).to_be_visible()
    tab.button("Show more").scroll_into_view_if_needed()
    expect(entry(tab, "Number 99 (")).to_have_count(1)
    for _ in range(3):
        tab.button("Show more").scroll_into_view_if_needed()
    expect(entry(tab, "Number 149 (")).to_have_count(1)
    names = entries(tab).locator(".link-title").all_text_contents()
    assert len(set(names)) == len(names)
    expect(tab.page.get_by_role("heading", name="Previous 7 days")).to_have_count(1)


def test_a_badge_names_the_provider_and_a_filter_shows_one_of_them(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    expect(entry(tab, "Letters to Ada")).to_have_accessible_name("Letters to Ada (OpenAI)")
    filter_by(tab, "OpenAI")
    expect(entries(tab)).to_have_count(1)
    filter_by(tab, "Gemini")
    expect(tab.page.get_by_text("No chats with this provider yet.")).to_be_visible()
    tab.button("Clear filters").click()
    expect(tab.button("Filter chats")).to_be_focused()
    expect(entries(tab)).to_have_count(50)


def test_a_conversation_is_renamed_in_the_list_and_in_the_header(open_tab: OpenTab, library: Rxchat):
    tab, other = open_tab(library), open_tab(library)
    tab.go()
    entry(tab, "Number 1 (").click()
    heading = tab.page.locator("h1")
    expect(heading).to_have_text("Number 1")
    other.go()
    sent = [*map(list_requests, (tab, other))]
    choose(tab, "Number 1", "Rename")
    field = tab.page.get_by_role("textbox", name="Chat name")
    expect(field).to_be_focused()
    field.fill("Never mind")
    field.press("Escape")
    expect(entry(tab, "Number 1 (")).to_be_focused()
    entry(tab, "Number 1 (").press("F2")
    field.fill("  The first one ")
    field.press("Enter")
    expect(heading).to_have_text("The first one")
    expect(entry(other, "The first one")).to_be_visible()
    heading.get_by_role("button").press("Enter")
    expect(field).to_be_focused()
    field.fill("From the header")
    field.press("Enter")
    expect(entry(tab, "From the header")).to_be_visible()
    expect(heading.get_by_role("button")).to_be_focused()
    expect(entry(other, "From the header")).to_be_visible()
    assert sent == [[], []]


def test_pinned_ones_stand_on_top_however_old(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    choose(tab, "Number 40", "Pin")
    expect(group(tab, "Pinned").get_by_role("link")).to_have_count(1)
    tab.go()
    expect(group(tab, "Pinned").get_by_role("link", name="Number 40 (")).to_be_visible()
    expect(entry(tab, "Number 40 (")).to_have_count(1)
    choose(tab, "Number 40", "Unpin")
    expect(group(tab, "Pinned")).to_have_count(0)
    expect(entry(tab, "Number 40 (")).to_have_count(1)


def test_the_archive_is_a_place_of_its_own(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    choose(tab, "Number 6", "Archive")
    expect(entry(tab, "Number 6 (")).to_have_count(0)
    tab.button("Dismiss").click()
    filter_by(tab, "Archived", kind="menuitemcheckbox")
    expect(entries(tab)).to_have_count(1)
    choose(tab, "Number 6", "Unarchive")
    expect(tab.page.get_by_text("No archived chats.")).to_be_visible()
    filter_by(tab, "Archived", kind="menuitemcheckbox")
    expect(entry(tab, "Number 6 (")).to_be_visible()


def test_the_menu_of_filters_leads_to_what_was_deleted(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    tab.button("Filter chats").press("Enter")
    menu = tab.page.get_by_role("menu", name="Filter chats")
    expect(menu.get_by_role("menuitemradio", name="All providers")).to_be_focused()
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("Enter")
    expect(tab.page.get_by_role("heading", name="Recently deleted")).to_be_in_viewport()
    expect(tab.page.get_by_role("link", name="Settings")).to_have_attribute("aria-current", "page")


def test_what_is_deleted_can_be_taken_back(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    entry(tab, "Number 8 (").click()
    expect(tab.page.locator("h1")).to_have_text("Number 8")
    path = tab.page.evaluate("location.pathname")
    choose(tab, "Number 8", "Delete")
    tab.page.wait_for_url(tab.url + "/")
    expect(tab.page.locator("h1")).to_have_text("New chat")  # its composer leaves the focus where it is
    expect(entry(tab, "Number 8 (")).to_have_count(0)
    expect(tab.page.get_by_role("status").filter(has_text="Chat deleted")).to_be_visible()
    expect(tab.button("Undo")).to_be_focused()
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url(tab.url + path)
    expect(entry(tab, "Number 8 (")).to_be_visible()
    expect(tab.page.locator("h1")).to_have_text("Number 8")
    expect(tab.button("Undo")).to_have_count(0)


def test_what_is_deleted_for_good_cannot_be_taken_back(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    choose(tab, "Number 7", "Delete")
    tab.button("Delete permanently").click()
    expect(tab.page.get_by_role("status").filter(has_text="Chat permanently deleted")).to_be_visible()
    expect(tab.button("Undo")).to_have_count(0)


def test_a_copy_opens_and_an_export_is_a_file(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    choose(tab, "Letters to Ada", "Duplicate")
    tab.page.wait_for_url("**/c/*")
    expect(tab.page.locator("h1")).to_have_text("Letters to Ada (copy)")
    expect(tab.questions).to_have_count(1)
    expect(entry(tab, "Letters to Ada (copy)")).to_have_attribute("aria-current", "page")
    with tab.page.expect_download() as exporting:
        choose(tab, "Letters to Ada", "Export as JSON")
    assert json.loads(exporting.value.path().read_text())["conversation"]["title"] == "Letters to Ada"
    with tab.page.expect_download() as exporting:
        choose(tab, "Letters to Ada", "Export as Markdown")
    assert exporting.value.suggested_filename.endswith(".md")
    choose(tab, "Letters to Ada (copy)", "Delete")
    expect(entry(tab, "Letters to Ada (copy)")).to_have_count(0)


def test_a_hit_opens_its_conversation_at_the_message(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    search(tab).fill("xylophone")
    tab.page.locator(".hits a").click()
    found = tab.answers.filter(has_text="xylophone")
    expect(found).to_be_focused()
    expect(found).to_be_in_viewport()
    expect(found).to_have_attribute("data-found", "")
    expect(tab.page.locator("article")).to_have_count(41)
    assert findings(tab) == []
    expect(search(tab)).to_have_value("xylophone")  # the other results stay at hand, until Escape
    expect(tab.page.locator(".hits a")).to_have_count(1)
    expect(tab.page.locator(".hits time")).to_be_visible()
    search(tab).press("Escape")
    expect(tab.page.locator(".hits")).to_have_count(0)
    tab.button("Load newer messages").click()
    expect(tab.questions.filter(has_text=re.compile(r"Message 322$"))).to_be_focused()
    tab.button("Load older messages").click()
    expect(tab.page.locator("article")).to_have_count(162)
    tab.page.reload()  # the address leads there again
    expect(found).to_be_focused()
    tab.button("Go to the newest").click()
    expect(tab.answers.filter(has_text=f"Message {LONG - 1}")).to_be_in_viewport()
    expect(tab.button("Go to the newest")).to_have_count(0)
    expect(tab.page.get_by_role("region", name="Conversation")).to_be_focused()
    tab.questions.filter(has_text=f"Message {LONG - 2}").hover()
    tab.questions.filter(has_text=f"Message {LONG - 2}").get_by_role("button", name="Branch in new chat").click()
    expect(tab.page.locator("h1")).to_have_text("A long talk (branch)")
    expect(tab.page.locator("article").last).to_have_text(re.compile(f"Message {LONG - 2}"))
    choose(tab, "A long talk (branch)", "Delete")
    expect(entry(tab, "A long talk (branch)")).to_have_count(0)


def test_the_search_finds_titles_and_messages_and_shows_their_text_as_text(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    search(tab).fill("tulip")
    hits = tab.page.locator(".hits a")
    expect(hits).to_have_count(1)
    expect(hits.locator(".hit-line")).to_have_text(HOSTILE.split("\n")[0])
    expect(hits.locator("mark")).to_have_text("tulip")
    assert tab.page.locator(".hits img").count() == 0
    expect(tab.page.get_by_role("status").filter(has_text="1 result")).to_have_count(1)
    search(tab).fill("zzz")
    expect(tab.page.get_by_text("No results for “zzz”.")).to_be_visible()
    search(tab).press("Escape")
    expect(search(tab)).to_have_value("")
    expect(entries(tab)).to_have_count(50)


def test_the_keys_lead_through_what_is_found(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    search(tab).fill("number 777")
    hits = tab.page.locator(".hits a")
    expect(hits).to_have_count(11)  # 777, 7770 to 7779
    search(tab).press("ArrowDown")
    expect(hits.nth(0)).to_be_focused()
    tab.page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    tab.page.keyboard.press("ArrowUp")
    tab.page.keyboard.press("ArrowUp")
    expect(search(tab)).to_be_focused()
    tab.page.keyboard.press("ArrowDown")
    wanted = hits.nth(0).locator("mark").last.text_content()
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**/c/*")
    expect(tab.page.locator("h1")).to_contain_text(str(wanted))


def test_an_answer_to_words_that_are_gone_is_not_shown(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    held: list[Route] = []
    tab.page.route("**/api/conversations?q=letters*", lambda route: held.append(route))
    with tab.page.expect_request("**/api/conversations?q=letters*"):
        search(tab).fill("letters")
    search(tab).fill("garden")
    hits = tab.page.locator(".hits a")
    expect(hits).to_have_count(1)
    (late,) = held
    late.continue_()
    expect(hits).to_contain_text("A plan of the garden")


def test_the_settings_mark_no_conversation_as_open(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.go()
    entry(tab, "Number 9 (").click()
    expect(entry(tab, "Number 9 (")).to_have_attribute("aria-current", "page")
    tab.page.get_by_role("link", name="Settings").click()
    tab.page.wait_for_url(tab.url + "/settings")
    expect(entry(tab, "Number 9 (")).to_be_visible()
    expect(tab.page.locator(".entry [aria-current]")).to_have_count(0)


def test_a_new_conversation_appears_with_its_answer_under_way(open_tab: OpenTab, library: Rxchat, vendor: FakeAnthropic):
    vendor.answer("one two three", ending="stall", after=1)
    tab, other = open_tab(library), open_tab(library)
    other.go()
    sent = list_requests(other)
    path = tab.ask_new("A brand new question")
    sent_here = list_requests(tab)
    link = tab.page.locator(f'.entry a[href="{path}"]')
    expect(link.locator(".pulse")).to_be_visible()
    expect(link).to_have_accessible_name("A brand new question (Claude), responding")
    tab.button("Stop").click()
    status(tab.answers, "cancelled")
    expect(link.locator(".pulse")).to_have_count(0)
    expect(link).to_have_accessible_name("A brand new question (Claude)")
    expect(entries(other).first).to_have_accessible_name("A brand new question (Claude)")
    choose(tab, "A brand new question", "Delete")
    expect(entry(other, "A brand new question")).to_have_count(0)
    tab.button("Undo").click()
    expect(entry(other, "A brand new question")).to_be_visible()
    choose(other, "A brand new question", "Delete")
    expect(entry(tab, "A brand new question")).to_have_count(0)
    assert sent + sent_here == []


def test_what_is_done_over_http_reaches_an_open_tab(open_tab: OpenTab, library: Rxchat, vendor: FakeAnthropic):
    def post(path: str, body: object) -> Any:
        answer = library.request("POST", path, json.dumps(body).encode(), content_type="application/json")
        assert answer.status == 200, answer.body
        return json.loads(answer.body)

    def ask(text: str, **where: object) -> int:
        body = {"model": "claude:claude-haiku-5-5", "messages": [{"role": "user", "content": text}], **where}
        return post("/api/chat", body)["conversation_id"]

    tab = open_tab(library)
    tab.go()
    sent = list_requests(tab)
    may_answer = Event()
    vendor.answer("Hello", hold=may_answer.wait)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(ask, "Asked by a script", save=True)
        expect(entry(tab, "Asked by a script (Claude), responding")).to_be_visible()
        may_answer.set()
        made = asking.result()
    expect(entries(tab).first).to_have_accessible_name("Asked by a script (Claude), unread")
    library.request("DELETE", f"/api/conversations/{made}?for_good=true")
    expect(entry(tab, "Asked by a script")).to_have_count(0)
    listed = json.loads(library.request("GET", "/api/conversations?limit=10").body)["conversations"]
    (older,) = (one["id"] for one in listed if one["title"] == "Number 2")
    ask("And now?", conversation_id=older)
    expect(entries(tab).first).to_have_accessible_name("Number 2 (Claude), unread")
    assert sent == []
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    said = {"uuid": "q", "sender": "human", "text": "Hi", "created_at": at}
    post("/api/import", [{"uuid": "imported", "name": "Brought along", "created_at": at, "chat_messages": [said]}])
    expect(entry(tab, "Brought along")).to_be_visible()
    assert len(sent) == 2  # the pinned ones, and the others
    choose(tab, "Brought along", "Delete")


def test_the_models_name_for_a_conversation_reaches_every_open_tab(open_tab: OpenTab, library: Rxchat, vendor: FakeAnthropic):
    vendor.answer("Rayleigh scattering.")
    vendor.title = '"Blue skies above."'
    tab, other = open_tab(library), open_tab(library)
    other.go()
    tab.ask_new("Why is the sky blue?")
    expect(tab.page.locator("h1")).to_have_text("Blue skies above")
    for one in (tab, other):
        expect(entry(one, "Blue skies above")).to_be_visible()
    (asked,) = vendor.naming
    assert (asked.json["model"], asked.json["max_tokens"]) == ("claude-haiku-5-5", 100)
    choose(tab, "Blue skies above", "Delete")


def test_the_keyboard_walks_through_the_drawer_of_a_phone(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library, size=PHONE)
    tab.go()
    tab.button("Open sidebar").click()
    tab.button("Options for Number 2").click()
    expect(tab.page.get_by_role("menuitem", name="Rename")).to_be_focused()
    tab.page.keyboard.press("ArrowDown")
    expect(tab.page.get_by_role("menuitem", name="Pin")).to_be_focused()
    tab.page.keyboard.press("Escape")
    expect(tab.button("Options for Number 2")).to_be_focused()
    choose(tab, "Number 2", "Rename")
    expect(tab.page.get_by_role("textbox", name="Chat name")).to_be_visible()
    tab.page.keyboard.press("Escape")
    expect(tab.button("New chat")).to_be_visible()  # the drawer is still open
    search(tab).fill("garden")
    expect(tab.page.locator(".hits mark")).to_have_count(1)
    search(tab).press("Escape")
    choose(tab, "Number 2", "Archive")
    expect(tab.button("Undo")).to_be_visible()
    assert not has_sideways_scroll(tab)
    tab.button("Undo").click()
    expect(entry(tab, "Number 2 (")).to_be_visible()


def test_the_account_menu_leads_to_the_settings_and_out(open_tab: OpenTab, library: Rxchat):
    tab = open_tab(library)
    tab.may_complain = True  # the page asks on while it is left
    tab.go()

    def choose_in_account(name: str) -> None:
        tab.button("Account: Local user").click()
        tab.page.get_by_role("menuitem", name=name).click()

    choose_in_account("Appearance")
    expect(tab.page).to_have_url(f"{tab.url}/settings/appearance")
    choose_in_account("Keyboard shortcuts")
    expect(tab.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    tab.page.keyboard.press("Escape")
    choose_in_account("Sign out")
    expect(tab.page.get_by_role("heading", name="Sign in to rxchat")).to_be_visible()
