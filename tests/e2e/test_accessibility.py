"""axe finds nothing on any page or in any dialog, in light and in dark, and all of it fits.

PLACES is the list of what there is: add yours. For each part of it a tab is led from place to place, in this order, so that each
costs a click and not a start.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import PHONE, OpenTab, Tab, sign_in, status, with_mistral, with_vendor
from .test_answer_settings import opened
from .test_conversation_list import choose, search
from .test_data import archive, panel
from .test_keys import card, choose_provider, open_settings, press, unfold
from .test_page import COLOURS, findings, has_sideways_scroll
from .test_providers_page import endpoint_form
from .test_selector import group
from .test_usage import open_usage, set_cap

ANSWER = """# Heading

A [link](https://example.org), `code`, **bold** and a picture: ![A cat](https://example.org/cat.png)

> A quotation, with $E = mc^2$ in it.

| a | b |
|---|---|
| one | 2 |

1. First
2. Second

```python
def add(a, b):  # a comment
    return a + b + 1
```

```
plain text
```
"""


@dataclass(frozen=True, slots=True)
class Walk:
    """Who is led through what. `folder` is for files that are uploaded."""

    tab: Tab
    program: Rxchat
    vendor: FakeAnthropic
    folder: Path


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, session_vendor: FakeAnthropic) -> Iterator[Rxchat]:
    with FakeMistral() as mistral:
        keys = with_vendor(session_vendor) | with_mistral(mistral)
        with Rxchat(tmp_path_factory.mktemp("data"), environment=keys) as running:
            yield running


@pytest.fixture(autouse=True)
def as_new(program: Rxchat) -> None:
    """It runs, and nothing is capped."""
    if program.running.poll() is not None:
        program.start()
        program.wait_until_ready()
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as database, database:
        database.execute("DELETE FROM spend_caps")


# A chat.


def an_empty_chat(walk: Walk) -> None:
    walk.tab.go()


def the_theme_menu(walk: Walk) -> None:
    walk.tab.button("Theme").click()
    expect(walk.tab.page.get_by_role("menuitemradio", name="Dark")).to_be_visible()


def answer_settings(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    walk.tab.choose_model("Mistral AI", "Mistral Medium")  # which has them all
    settings = opened(walk.tab)
    settings.get_by_label("System prompt").fill("Be brief.")
    settings.get_by_role("button", name="Precise").click()
    expect(settings.get_by_label("Temperature")).to_have_value("0.2")


def answer_settings_that_are_refused(walk: Walk) -> None:
    settings = walk.tab.page.get_by_role("dialog", name="Response settings")
    settings.get_by_label("Temperature").fill("9")
    settings.get_by_label("Temperature").press("Enter")
    expect(settings.get_by_text("Temperature must be between 0 and")).to_be_visible()


def a_conversation(walk: Walk) -> None:
    tab = walk.tab
    walk.vendor.answer(ANSWER, thinking="Let me see.")
    tab.go()
    tab.choose_model("Claude", "Claude Sonnet 5.5")
    tab.ask("Show me everything")
    status(tab.answers, "complete")
    tab.page.get_by_text("Thought for").click()
    expect(tab.answers.locator(".katex").first).to_be_visible()
    expect(tab.answers.locator("pre span[style*=color], pre span[style*='--sdm-c']").first).to_be_visible()


def choose_in_menu(walk: Walk, item: str) -> Locator:
    """Open a dialog from the chat's menu, with the keyboard."""
    walk.tab.button("Chat options").press("Enter")
    walk.tab.page.get_by_role("menuitem", name=item).press("Enter")
    return walk.tab.page.get_by_role("dialog")


def a_conversation_to_share(walk: Walk) -> None:
    expect(choose_in_menu(walk, "Share").get_by_label("Include reasoning (1 response)")).to_be_visible()


def a_conversation_that_is_shared(walk: Walk) -> None:
    walk.tab.button("Create link").press("Enter")
    expect(walk.tab.page.get_by_role("dialog", name="Share chat")).to_contain_text("Link created.")


def what_is_sent(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    expect(walk.tab.button("Chat options")).to_be_focused()
    expect(choose_in_menu(walk, "What is sent").get_by_role("heading")).to_have_count(5)


def an_answer_being_written(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    walk.vendor.next(text="alpha beta gamma", thinking="", ending="stall", after=2)
    walk.tab.ask("Count")
    expect(walk.tab.answers.last.locator(".markdown").last).to_contain_text("alpha")


def an_answer_that_was_stopped(walk: Walk) -> None:
    walk.tab.button("Stop").click()
    status(walk.tab.answers.last, "cancelled")


def an_answer_that_failed(walk: Walk) -> None:
    walk.vendor.next(status=401, message="no")
    walk.tab.ask("And again?")
    expect(walk.tab.answers.last.get_by_role("alert")).to_be_visible()


def versions_of_an_answer(walk: Walk) -> None:
    tab = walk.tab
    walk.vendor.answer("It is so.")
    tab.ask_new("Is it so?")
    status(tab.answers, "complete")
    tab.answers.hover()
    tab.button("Regenerate").click()
    expect(tab.answers.get_by_role("group", name="Version 2 of 2")).to_be_visible()


def a_question_being_edited(walk: Walk) -> None:
    walk.tab.questions.hover()
    walk.tab.button("Edit").click()
    expect(walk.tab.page.get_by_role("textbox", name="Edit message")).to_be_focused()


def the_selector_for_one_answer(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    walk.tab.answers.hover()
    walk.tab.button("Try another").click()
    expect(walk.tab.page.get_by_role("dialog", name="Regenerate with").get_by_role("option").first).to_be_visible()


def a_conversation_that_is_not_here(walk: Walk) -> None:
    walk.tab.go("/c/987654")
    expect(walk.tab.page.get_by_role("heading", name="Chat not found")).to_be_visible()


# The sidebar.


def the_menu_of_a_conversation(walk: Walk) -> None:
    for text in ("Something to keep", "Something to delete"):
        walk.tab.ask_new(text)
        status(walk.tab.answers, "complete")
    walk.tab.button("Options for Something to delete").click()
    expect(walk.tab.page.get_by_role("menuitem", name="Rename")).to_be_focused()


def a_conversation_being_renamed(walk: Walk) -> None:
    walk.tab.page.get_by_role("menuitem", name="Rename").click()
    expect(walk.tab.page.get_by_role("textbox", name="Chat name")).to_be_visible()


def a_search_that_finds(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    search(walk.tab).fill("something")
    expect(walk.tab.page.locator(".hits mark").first).to_be_visible()


def a_search_that_finds_nothing(walk: Walk) -> None:
    search(walk.tab).fill("qwertyuiop")
    expect(walk.tab.page.get_by_text("No results for")).to_be_visible()


def the_account_menu(walk: Walk) -> None:
    walk.tab.button("Account: Local user").press("Enter")
    expect(walk.tab.page.get_by_role("menuitem", name="Settings")).to_be_focused()


def a_conversation_that_was_deleted(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    expect(walk.tab.button("Account: Local user")).to_be_focused()
    search(walk.tab).press("Escape")
    choose(walk.tab, "Something to delete", "Delete")
    expect(walk.tab.button("Undo")).to_be_visible()


def archived_conversations(walk: Walk) -> None:
    choose(walk.tab, "Something to keep", "Archive")
    walk.tab.button("Filter chats").click()
    walk.tab.page.get_by_role("menuitemcheckbox", name="Archived").click()
    expect(walk.tab.page.get_by_role("link", name="Something to keep")).to_be_visible()


# The selector.


def the_selector(walk: Walk) -> None:
    walk.tab.go()
    expect(group(walk.tab.open_models(), "Mistral AI").get_by_role("option").first).to_be_visible()


def models(walk: Walk) -> Locator:
    return walk.tab.page.get_by_role("dialog", name="Models")


def the_selector_with_filters(walk: Walk) -> None:
    models(walk).get_by_role("button", name="Filter", exact=True).click()
    models(walk).get_by_role("button", name="Images", exact=True).click()
    expect(group(models(walk), "On this computer")).to_have_count(0)


def the_selector_with_nothing_found(walk: Walk) -> None:
    models(walk).get_by_role("combobox", name="Search models").fill("qwertyuiop")
    expect(models(walk).get_by_text("No models match.")).to_be_visible()


def the_selector_with_a_group_folded(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    selector = walk.tab.open_models()
    group(selector, "Claude").get_by_role("button", name="Claude").first.click()
    expect(group(selector, "Claude").get_by_role("option")).to_have_count(0)


def the_selector_with_unfit_models(walk: Walk) -> None:
    path = walk.tab.ask_new("A long story")
    status(walk.tab.answers, "complete")
    with closing(sqlite3.connect(walk.program.data_dir / "rxchat.db")) as database, database:
        database.execute("UPDATE messages SET input_tokens = 400000 WHERE conversation_id = ?", (path.rsplit("/", 1)[1],))
    walk.tab.go(path)
    expect(walk.tab.open_models().locator("[data-unfit]").first).to_be_visible()


# Settings.


def the_providers(walk: Walk) -> None:
    walk.tab.ask_new("What does it cost?")
    status(walk.tab.answers, "complete")
    see_providers(walk)


def see_providers(walk: Walk) -> None:
    open_settings(walk.tab)
    unfold(card(walk.tab, "claude"))
    expect(card(walk.tab, "claude").locator(".sparkline")).to_be_visible()


def a_card_with_an_error(walk: Walk) -> None:
    mine = card(walk.tab, "claude")
    unfold(mine).get_by_text("Advanced").click()
    press(mine, "Save")
    expect(mine.get_by_role("status")).to_have_text("Paste an API key first.")


def the_providers_to_add(walk: Walk) -> None:
    walk.tab.button("Add provider").click()
    expect(walk.tab.page.get_by_role("dialog", name="Add provider").get_by_role("listitem").nth(3)).to_be_visible()


def a_provider_to_connect(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    mine = choose_provider(walk.tab, "openai")
    mine.get_by_text("Advanced").click()
    mine.get_by_role("button", name="Connect").click()
    expect(mine.get_by_role("status")).to_have_text("Paste an API key first.")


def an_endpoint_that_is_refused(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    form = endpoint_form(walk.tab)
    form.get_by_label("Name").fill("My lab")
    form.get_by_label("Base URL").fill("http://169.254.169.254/v1")
    form.get_by_label("Base URL").press("Enter")
    expect(form.get_by_role("status")).to_contain_text("address that isn't allowed")


def the_usage(walk: Walk) -> None:
    with closing(sqlite3.connect(walk.program.data_dir / "rxchat.db")) as database, database:
        database.execute("UPDATE usage_tracking SET cost_estimate = 3, currency = 'USD' WHERE provider = 'claude'")
    see_usage(walk)


def see_usage(walk: Walk) -> None:
    walk.tab.page.evaluate("sessionStorage.clear()")  # a tab that was here before first shows what it knew
    open_usage(walk.tab)
    expect(walk.tab.page.locator(".recharts-bar-rectangle path").first).to_be_visible()


def a_cap_that_is_reached(walk: Walk) -> None:
    set_cap(walk.tab, "1")
    expect(walk.tab.page.locator("[data-cap=claude]")).to_be_visible()


def a_chat_with_a_cap_reached(walk: Walk) -> None:
    walk.tab.go()
    expect(walk.tab.page.locator(".spend-note").first).to_be_visible()


def the_appearance(walk: Walk) -> None:
    walk.tab.page.goto(walk.tab.url + "/settings/appearance")
    expect(walk.tab.page.locator(".preference").nth(1)).to_be_visible()


def the_settings_of_chats(walk: Walk) -> None:
    walk.tab.page.goto(walk.tab.url + "/settings/chat")
    expect(walk.tab.page.locator(".preference").nth(1)).to_be_visible()


def the_account(walk: Walk) -> None:
    walk.tab.page.goto(walk.tab.url + "/settings/account")
    expect(walk.tab.page.locator("[data-session]").first).to_be_visible()


def the_data(walk: Walk) -> None:
    walk.tab.page.goto(walk.tab.url + "/settings/data")
    expect(panel(walk.tab)).to_be_visible()


def shared_links_and_deleted_chats(walk: Walk) -> None:
    request, headers = walk.tab.page.request, {"origin": walk.tab.url}
    body = {"title": "Valves", "model": "claude:claude-sonnet-5-5"}
    created = request.post(f"{walk.tab.url}/api/conversations", data=body, headers=headers).json()["id"]
    request.delete(f"{walk.tab.url}/api/conversations/{created}", headers=headers)
    found = request.get(f"{walk.tab.url}/api/conversations?limit=1").json()["conversations"][0]["id"]
    assert request.post(f"{walk.tab.url}/api/conversations/{found}/share", data={}, headers=headers).ok
    the_data(walk)
    page = walk.tab.page
    expect(page.get_by_role("region", name="Shared links").get_by_role("link").first).to_be_visible()
    expect(page.get_by_role("region", name="Recently deleted").get_by_role("listitem").first).to_be_visible()


def an_import_that_is_none(walk: Walk) -> None:
    wrong = walk.folder / "photo.json"
    wrong.write_text("not JSON")
    panel(walk.tab).get_by_label("File to import").set_input_files(wrong)
    expect(panel(walk.tab).get_by_role("status")).to_contain_text("The file is not JSON")


def an_import_to_look_at(walk: Walk) -> None:
    panel(walk.tab).get_by_label("File to import").set_input_files(archive(walk.folder / "claude.zip", 2))
    panel(walk.tab).get_by_text("1 chat can't be imported").click()


# On a phone.


def a_chat_on_a_phone(walk: Walk) -> None:
    walk.tab.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    walk.tab.go()


def a_conversation_on_a_phone(walk: Walk) -> None:
    a_conversation(walk)


def the_drawer(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    walk.tab.button("Open sidebar").click()
    expect(walk.tab.button("New chat")).to_be_visible()


def the_selector_on_a_phone(walk: Walk) -> None:
    walk.tab.page.keyboard.press("Escape")
    expect(walk.tab.button("New chat")).to_be_hidden()
    walk.tab.open_models()


def the_providers_on_a_phone(walk: Walk) -> None:
    see_providers(walk)


def a_card_with_an_error_on_a_phone(walk: Walk) -> None:
    a_card_with_an_error(walk)


def the_usage_on_a_phone(walk: Walk) -> None:
    see_usage(walk)


def the_appearance_on_a_phone(walk: Walk) -> None:
    the_appearance(walk)


def the_settings_of_chats_on_a_phone(walk: Walk) -> None:
    the_settings_of_chats(walk)


def the_providers_to_add_on_a_phone(walk: Walk) -> None:
    the_providers_to_add(walk)


def the_account_on_a_phone(walk: Walk) -> None:
    the_account(walk)


def the_data_on_a_phone(walk: Walk) -> None:
    the_data(walk)


def a_conversation_to_share_on_a_phone(walk: Walk) -> None:
    a_conversation_to_share(walk)


def what_is_sent_on_a_phone(walk: Walk) -> None:
    what_is_sent(walk)


def shared_links_and_deleted_chats_on_a_phone(walk: Walk) -> None:
    shared_links_and_deleted_chats(walk)


def an_import_to_look_at_on_a_phone(walk: Walk) -> None:
    an_import_to_look_at(walk)


# Outside.


def the_door_on_a_phone(walk: Walk) -> None:
    walk.tab.page.context.clear_cookies()
    walk.tab.page.goto(walk.tab.url)
    expect(walk.tab.page.get_by_role("heading", name="Sign in to rxchat")).to_be_visible()


def the_door(walk: Walk) -> None:
    the_door_on_a_phone(walk)


def a_page_that_does_not_exist(walk: Walk) -> None:
    sign_in(walk.tab.page.context, walk.program)
    walk.tab.page.goto(walk.tab.url + "/nowhere")
    expect(walk.tab.page.get_by_role("heading", name="Page not found", level=1)).to_be_visible()
    expect(walk.tab.page.locator(".list-bones")).to_have_count(0)


def a_lost_connection(walk: Walk) -> None:
    walk.tab.go()
    walk.program.terminate()
    expect(walk.tab.page.get_by_text("Can't reach rxchat.")).to_be_visible()


PLACES: dict[str, tuple[Callable[[Walk], None], ...]] = {
    "chat": (
        an_empty_chat,
        the_theme_menu,
        answer_settings,
        answer_settings_that_are_refused,
        a_conversation,
        a_conversation_to_share,
        a_conversation_that_is_shared,
        what_is_sent,
        an_answer_being_written,
        an_answer_that_was_stopped,
        an_answer_that_failed,
        versions_of_an_answer,
        a_question_being_edited,
        the_selector_for_one_answer,
        a_conversation_that_is_not_here,
    ),
    "sidebar": (
        the_menu_of_a_conversation,
        a_conversation_being_renamed,
        a_search_that_finds,
        a_search_that_finds_nothing,
        the_account_menu,
        a_conversation_that_was_deleted,
        archived_conversations,
    ),
    "selector": (
        the_selector,
        the_selector_with_filters,
        the_selector_with_nothing_found,
        the_selector_with_a_group_folded,
        the_selector_with_unfit_models,
    ),
    "settings": (
        the_providers,
        a_card_with_an_error,
        the_providers_to_add,
        a_provider_to_connect,
        an_endpoint_that_is_refused,
        the_usage,
        a_cap_that_is_reached,
        a_chat_with_a_cap_reached,
        the_appearance,
        the_settings_of_chats,
        the_account,
        the_data,
        shared_links_and_deleted_chats,
        an_import_that_is_none,
        an_import_to_look_at,
    ),
    "phone": (
        a_chat_on_a_phone,
        a_conversation_on_a_phone,
        a_conversation_to_share_on_a_phone,
        what_is_sent_on_a_phone,
        the_drawer,
        the_selector_on_a_phone,
        the_providers_on_a_phone,
        a_card_with_an_error_on_a_phone,
        the_providers_to_add_on_a_phone,
        the_usage_on_a_phone,
        the_appearance_on_a_phone,
        the_settings_of_chats_on_a_phone,
        the_account_on_a_phone,
        the_data_on_a_phone,
        shared_links_and_deleted_chats_on_a_phone,
        an_import_to_look_at_on_a_phone,
        the_door_on_a_phone,
    ),
    "outside": (the_door, a_page_that_does_not_exist, a_lost_connection),
}


def show_in(tab: Tab, scheme: str) -> None:
    """As a system that changes to dark in the evening; without the fading, in which colours are in between."""
    tab.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
    expect(tab.page.locator(f"html:is(.{scheme}, :not(.light, .dark))")).to_have_count(1)


@pytest.mark.parametrize("part", PLACES)
def test_axe_finds_nothing_and_it_fits(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, tmp_path: Path, part: str):
    walk = Walk(open_tab(program), program, vendor, tmp_path)
    walk.tab.may_complain = True  # the browser logs what is refused, and an address that names nothing
    found: dict[str, list[str]] = {}
    show_in(walk.tab, "light")
    for place in PLACES[part]:
        place(walk)
        found[place.__name__] = findings(walk.tab)
        found[f"{place.__name__}, width"] = ["has to be scrolled sideways"] if has_sideways_scroll(walk.tab) else []
        if part != "phone":  # the colours there are those of a wide window
            show_in(walk.tab, "dark")
            found[f"{place.__name__}, dark"] = findings(walk.tab, COLOURS)
            show_in(walk.tab, "light")
    assert {where: what for where, what in found.items() if what} == {}
