"""Choosing a model as a person does it: two vendors with keys, the model in the box, and those that still want a key."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes.anthropic import FakeAnthropic
from fakes.mistral import FakeMistral
from launch import Rxchat
from pictures import png
from playwright.sync_api import Locator, expect

from rxchat.db.messages.message_images import images_text
from rxchat.domain.messages import ImagePart

from .conftest import DESKTOP, PHONE, OpenTab, Tab, status, with_mistral, with_vendor
from .test_page import has_sideways_scroll

COUNTED = "UPDATE messages SET input_tokens = ? WHERE role = 'assistant' AND conversation_id = ?"
PREFERENCES = "/api/preferences/models"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory, session_vendor: FakeAnthropic, mistral: FakeMistral) -> Iterator[Rxchat]:
    environment = with_vendor(session_vendor) | with_mistral(mistral)
    with Rxchat(tmp_path_factory.mktemp("data"), environment=environment) as running:
        yield running


@pytest.fixture(autouse=True)
def as_new(program: Rxchat, vendor: FakeAnthropic, mistral: FakeMistral) -> None:
    """Nothing is starred, there is no default, and both vendors repeat what they are asked."""
    mistral.answer(None)
    starred = json.loads(program.request("GET", PREFERENCES).body)["starred"]
    change = {"default": None, "starred": dict.fromkeys(starred, False)}
    answer = program.request("PATCH", PREFERENCES, json.dumps(change).encode(), content_type="application/json")
    assert answer.status == 200


@pytest.fixture
def tab(program: Rxchat, open_tab: OpenTab) -> Tab:
    opened = open_tab(program)
    opened.go()
    return opened


def group(selector: Locator, name: str) -> Locator:
    return selector.get_by_role("group", name=name, exact=True)


def option(where: Locator, name: str) -> Locator:
    return where.get_by_role("option", name=name, exact=True)


def chosen_is(tab: Tab, name: str) -> None:
    expect(tab.page.get_by_role("button", name="Model: ")).to_have_accessible_name(f"Model: {name}")


def active_is(tab: Tab, model: str | None) -> None:
    """The search field has the focus, and Enter would take that model."""
    field = tab.page.get_by_role("combobox", name="Search models")
    expect(field).to_be_focused()
    active = tab.page.locator("[role=option][data-active]")
    expect(active).to_have_attribute("data-model", model or "")
    expect(field).to_have_attribute("aria-activedescendant", active.get_attribute("id") or "")


def test_both_vendors_models_stand_under_their_names_with_what_is_known_of_them(tab: Tab):
    selector = tab.open_models()
    claude, mistral = group(selector, "Claude"), group(selector, "Mistral AI")
    sonnet = option(claude, "Claude Sonnet 5.5")
    expect(sonnet).to_have_accessible_description("Images Reasoning Tools 1M context $2 in / $10 out per 1M tokens")
    expect(option(mistral, "Mistral Medium")).to_be_visible()
    for provider, icon in ((claude, "#icon-claude"), (mistral, "#icon-mistral")):
        head = provider.get_by_role("button")
        expect(head.locator(".status-light")).to_have_attribute("data-light", "green")
        expect(head.locator("use")).to_have_attribute("href", icon)
        expect(provider.get_by_role("option").first.locator("use")).to_have_attribute("href", icon)
        expect(head).to_contain_text(f"{provider.get_by_role('option').count()} models")


def test_a_group_folds_and_stays_so(tab: Tab):
    claude = group(tab.open_models(), "Claude")
    head = claude.get_by_role("button")
    expect(head).to_have_attribute("aria-expanded", "true")
    head.click()
    expect(head).to_have_attribute("aria-expanded", "false")
    expect(claude.get_by_role("option")).to_have_count(0)
    tab.go()
    selector = tab.open_models()
    expect(group(selector, "Claude").get_by_role("button")).to_have_attribute("aria-expanded", "false")
    selector.get_by_role("combobox", name="Search models").fill("sonnet 5.5")
    expect(option(group(selector, "Claude"), "Claude Sonnet 5.5")).to_be_visible()


def test_filters_leave_what_they_say(tab: Tab):
    selector = tab.open_models()
    filters = selector.get_by_role("button", name="Filter", exact=True)
    expect(selector.get_by_role("group", name="Filters")).to_have_count(0)
    filters.click()
    expect(selector.get_by_role("group", name="Filters")).to_be_visible()
    expect(selector.get_by_role("button", name="Only Mistral AI")).to_have_count(0)  # three groups need no chips
    expect(group(selector, "On this computer")).to_have_count(1)
    images = selector.get_by_role("button", name="Images")
    images.click()
    expect(images).to_have_attribute("aria-pressed", "true")
    expect(group(selector, "On this computer")).to_have_count(0)
    selector.get_by_role("button", name="1M+ context").click()
    expect(group(selector, "Mistral AI").get_by_role("option")).to_have_count(1)
    selector.get_by_role("button", name="≤ $5/M output").click()
    claude = group(selector, "Claude")
    expect(option(claude, "Claude Haiku 5.5")).to_be_visible()
    expect(option(claude, "Claude Sonnet 5.5")).to_have_count(0)
    filters = selector.get_by_role("button", name="Filter · 3", exact=True)
    filters.click()
    expect(selector.get_by_role("group", name="Filters")).to_have_count(0)
    selector.get_by_role("combobox", name="Search models").fill("nothing is called this")
    selector.get_by_role("button", name="Clear filters").click()
    expect(option(claude, "Claude Sonnet 5.5")).to_be_visible()
    expect(selector.get_by_role("button", name="Filter", exact=True)).to_be_visible()
    expect(selector.get_by_role("combobox", name="Search models")).to_be_focused()


def test_a_provider_without_a_key_leads_to_its_card(tab: Tab):
    selector = tab.open_models()
    others = group(selector, "Not connected")
    expect(others.get_by_role("link")).to_have_count(0)  # they stand in one group, which is folded where there are models
    others.get_by_role("button").click()
    expect(group(others, "Groq").get_by_role("link", name="Configure API key for Groq")).to_be_visible()
    selector.get_by_role("combobox", name="Search models").fill("openai")
    openai = group(selector, "OpenAI")
    expect(openai.get_by_role("option")).to_have_count(0)
    openai.get_by_role("link", name="Configure API key for OpenAI").click()
    tab.page.wait_for_url("**/settings*")
    assert tab.page.url.endswith("#openai")
    expect(tab.page.locator("section[data-provider=openai]").get_by_label("API key")).to_be_focused()


def test_search_forgives_slips_and_the_keyboard_takes_what_it_finds(tab: Tab):
    for typed, model, name in (
        ("sonet 5.5", "claude:claude-sonnet-5-5", "Claude Sonnet 5.5"),
        ("mistrla medum", "mistral:mistral-medium-latest", "Mistral Medium"),
        ("haiku-5", "claude:claude-haiku-5-5", "Claude Haiku 5.5"),
        ("opus55", "claude:claude-opus-5-5", "Claude Opus 5.5"),
        ("anthropc haiku 5", "claude:claude-haiku-5-5", "Claude Haiku 5.5"),
    ):
        tab.page.get_by_role("button", name="Model: ").press("Enter")
        expect(tab.page.get_by_role("combobox", name="Search models")).to_be_focused()
        tab.page.keyboard.type(typed)
        active_is(tab, model)
        tab.page.keyboard.press("Enter")
        chosen_is(tab, name)
        expect(tab.page.get_by_role("button", name="Model: ")).to_be_focused()


def test_arrows_home_end_and_escape(tab: Tab):
    selector = tab.open_models()
    models = [one.get_attribute("data-model") for one in selector.get_by_role("option").all()]
    active_is(tab, "claude:claude-sonnet-5-5")
    for key, at in (("Home", 0), ("ArrowDown", 1), ("End", -1), ("ArrowDown", 0), ("ArrowUp", -1)):
        tab.page.keyboard.press(key)
        active_is(tab, models[at])
    tab.page.keyboard.press("Escape")
    expect(selector).to_be_hidden()
    expect(tab.page.get_by_role("button", name="Model: ")).to_be_focused()
    chosen_is(tab, "Claude Sonnet 5.5")
    tab.open_models()
    tab.page.keyboard.type("nothing is called this")
    expect(selector).to_contain_text("No models match.")


def test_stars_recents_and_the_default_are_the_persons_own(program: Rxchat, open_tab: OpenTab, tab: Tab, mistral: FakeMistral):
    tab.choose_model("Mistral AI", "Mistral Medium")
    tab.ask("Hello")
    status(tab.answers, "complete")
    selector = tab.open_models()
    tab.page.keyboard.type("opus 5.5")
    selector.get_by_role("button", name="Favorite", exact=True).click()
    expect(selector.get_by_role("button", name="Remove from favorites")).to_have_attribute("aria-pressed", "true")
    selector.get_by_role("button", name="Set as default").click()
    expect(selector.get_by_role("button", name="Default", exact=True)).to_be_disabled()
    other = open_tab(program)
    other.go()
    chosen_is(other, "Claude Opus 5.5")
    selector = other.open_models()
    expect(group(selector, "Favorites").get_by_role("option")).to_have_accessible_name("Claude Opus 5.5, Claude")
    expect(group(selector, "Recent").get_by_role("option").first).to_have_accessible_name("Mistral Medium, Mistral AI")
    chosen_is(tab, "Mistral Medium")  # the open conversation keeps its own


def test_rows_stand_still_while_news_comes_in(program: Rxchat, open_tab: OpenTab, tab: Tab, mistral: FakeMistral):
    selector = tab.open_models()
    before = [row.get_attribute("data-model") for row in selector.get_by_role("option").all()]
    elsewhere = open_tab(program)
    elsewhere.go()
    elsewhere.choose_model("Mistral AI", "Mistral Small")
    elsewhere.ask_new("Hello")
    status(elsewhere.answers, "complete")
    change = json.dumps({"default": "claude:claude-opus-5-5"}).encode()
    assert program.request("PATCH", PREFERENCES, change, content_type="application/json").status == 200
    # That it has come in shows in a row that is there already; the model used last is not put above it meanwhile.
    expect(option(group(selector, "Claude"), "Claude Opus 5.5")).to_contain_text("Default")
    assert [row.get_attribute("data-model") for row in selector.get_by_role("option").all()] == before
    tab.page.keyboard.press("Escape")
    recent = group(tab.open_models(), "Recent").get_by_role("option")
    expect(recent.first).to_have_accessible_name("Mistral Small, Mistral AI")


def test_a_choice_is_the_conversations_own(program: Rxchat, open_tab: OpenTab, tab: Tab):
    path = tab.ask_new("Hello")
    status(tab.answers, "complete")
    tab.choose_model("Mistral AI", "Mistral Medium")
    elsewhere = open_tab(program)
    elsewhere.go(path)
    chosen_is(elsewhere, "Mistral Medium")
    elsewhere.go()
    chosen_is(elsewhere, "Claude Sonnet 5.5")


def test_what_is_unfit_says_why(program: Rxchat, tab: Tab):
    path = tab.ask_new("Hello")
    status(tab.answers, "complete")
    here = (path.removeprefix("/c/"),)
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as connection, connection:
        image = images_text([ImagePart(media_type="image/png", data=png())])
        connection.execute("UPDATE messages SET images = ? WHERE role = 'user' AND conversation_id = ?", (image, *here))
        connection.execute(COUNTED, (500_000, *here))
    tab.go(path)
    selector = tab.open_models()
    medium = option(group(selector, "Mistral AI"), "Mistral Medium")
    expect(medium).to_have_attribute("aria-disabled", "true")
    expect(medium).to_contain_text("too long for this model")
    medium.click(force=True)
    expect(selector).to_be_visible()
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as connection, connection:
        connection.execute(COUNTED, (9, *here))
    tab.go(path)
    blind = group(tab.open_models(), "On this computer").get_by_role("option").first
    expect(blind).to_contain_text("Can't read images")
    blind.click()  # it can answer: a note under the answer says what it is not shown
    chosen_is(tab, "SmolLM2 135M")


def test_a_failed_answer_is_one_click_from_another_vendors(tab: Tab, vendor: FakeAnthropic, mistral: FakeMistral):
    vendor.next(status=401, message="invalid x-api-key")
    mistral.answer("Glad to help.")
    tab.ask_new("Hello")
    expect(tab.button("Retry")).to_be_visible()
    tab.page.get_by_role("button", name="Retry with Mistral").click()
    status(tab.answers, "complete")
    expect(tab.answers.locator(".markdown")).to_have_text("Glad to help.")
    expect(tab.answers).to_have_attribute("data-provider", "mistral")
    expect(tab.page.get_by_role("button", name="Model: Mistral")).to_be_visible()


def test_one_answer_is_written_anew_by_another_model(tab: Tab, vendor: FakeAnthropic, mistral: FakeMistral):
    vendor.answer("From Claude.")
    mistral.answer("From Mistral.")
    tab.ask_new("Hello")
    status(tab.answers, "complete")
    tab.button("Try another").click()
    selector = tab.page.get_by_role("dialog", name="Regenerate with")
    option(group(selector, "Mistral AI"), "Mistral Medium").click()
    expect(tab.answers.locator(".markdown")).to_have_text("From Mistral.")
    expect(tab.answers).to_have_count(1)
    chosen_is(tab, "Mistral Medium")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_it_fits(program: Rxchat, open_tab: OpenTab, size: tuple[int, int]):
    tab = open_tab(program, size=size)
    tab.go()
    selector = tab.open_models()
    expect(group(selector, "Not connected")).to_have_count(1)
    assert not has_sideways_scroll(tab)
    box = selector.bounding_box()
    assert box is not None
    assert (box["x"] >= 0, box["x"] + box["width"] <= size[0], box["y"] + box["height"] <= size[1]) == (True, True, True)
    selector.get_by_role("combobox", name="Search models").fill("son")
    with tab.page.expect_response(lambda answer: answer.request.method == "PATCH"):  # saved before the next test begins
        selector.get_by_role("button", name="Favorite", exact=True).click()
    expect(selector.get_by_role("button", name="Remove from favorites")).to_be_visible()
