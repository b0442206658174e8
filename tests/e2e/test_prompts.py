"""The prompt library in the browser: its page, and the composer's picker with a thousand prompts."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import FilePayload, Locator, expect

from .conftest import PHONE, OpenTab, Tab, status, with_vendor
from .test_accessibility import show_in
from .test_page import COLOURS, findings, has_sideways_scroll

FILLED = "Review {reader} for Ada, {reader}."
MOST_MS = 150  # less than 50 on a machine of its own
"""From a key to what it shows."""


@pytest.fixture(scope="module")
def library(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    """An rxchat of its own: each test begins with what the one before it left, or with nothing."""
    with Rxchat(tmp_path_factory.mktemp("data"), environment=with_vendor(session_vendor)) as running:
        yield running


def fill_library(program: Rxchat, count: int) -> None:
    """Replace all prompts by these, and one with variables and one without."""
    rows = [(f"Number {n}", f"Text of {n}.", 0) for n in range(count)]
    rows += [("Review", "Review {code} for {{reader}}, {code}.", 5), ("Be kind", "Be kind.\n", 4)]
    with closing(sqlite3.connect(program.data_dir / "rxchat.db")) as connection, connection:
        connection.execute("DELETE FROM prompt_library")
        connection.executemany(
            "INSERT INTO prompt_library (user_id, title, prompt_template, usage_count) SELECT min(id), ?, ?, ? FROM users", rows
        )


def fits(tab: Tab, scheme: str) -> None:
    show_in(tab, scheme)
    assert findings(tab) == []
    assert not has_sideways_scroll(tab)


def rows(tab: Tab) -> Locator:
    return tab.page.get_by_role("list", name="Prompts", exact=True).get_by_role("listitem")


def options(tab: Tab) -> Locator:
    return tab.page.get_by_role("listbox", name="Prompts").get_by_role("option")


def dialog(tab: Tab, name: str) -> Locator:
    found = tab.page.get_by_role("dialog", name=name)
    expect(found).to_be_visible()
    return found


def test_a_library_is_begun_written_searched_and_kept(open_tab: OpenTab, library: Rxchat, subtests: pytest.Subtests):
    tab = open_tab(library)
    tab.page.goto(tab.url)
    tab.page.get_by_role("link", name="Prompts").click()
    with subtests.test("an empty one says what to do"):
        expect(tab.page.get_by_role("heading", name="Keep the prompts you use again and again")).to_be_visible()
        fits(tab, "light")
        tab.button("Add Summarize").click()
        expect(rows(tab)).to_have_count(1)
        expect(tab.button("Add Summarize")).to_be_disabled()
    with subtests.test("what is typed outlives Escape and a reload"):
        tab.button("New prompt").click()
        dialog(tab, "New prompt").get_by_label("Title").fill("Haiku")
        tab.page.get_by_label("Text").fill("A haiku about {topic}, \\frac{a}{b}.")
        expect(tab.page.get_by_text("Variables: topic", exact=True)).to_be_visible()
        expect(tab.page.locator(".marked-field mark")).to_have_text(["{topic}"])
        tab.page.keyboard.press("Escape")
        expect(tab.button("New prompt")).to_be_focused()
        tab.page.reload()
        tab.button("New prompt").click()
        expect(dialog(tab, "New prompt").get_by_text("This is what you typed before")).to_be_visible()
        dialog(tab, "New prompt").get_by_label("Category").fill("Poems")
        tab.page.get_by_label("Tags").fill("short, fun")
        fits(tab, "dark")
        tab.page.keyboard.press("Enter")
        expect(rows(tab)).to_have_count(2)
    with subtests.test("search, and filters by what stands in a row"):
        tab.page.get_by_label("Search prompts").fill("frac")
        expect(rows(tab)).to_have_count(1)
        tab.page.get_by_label("Search prompts").fill("nothing like it")
        tab.button("Clear search and filters").click()
        tab.button("#fun").click()
        expect(rows(tab)).to_have_count(1)
        expect(tab.page.get_by_role("combobox", name="Tag")).to_have_value("fun")
    with subtests.test("a deleted one comes back as it was"):
        tab.button("Delete Haiku").click()
        expect(rows(tab)).to_have_count(0)
        tab.button("Undo").click()
        expect(rows(tab)).to_have_count(1)
        tab.button("Duplicate Haiku").click()
        expect(tab.button("Edit Haiku (copy)")).to_be_visible()
    with subtests.test("files come in once"):
        files: list[FilePayload] = [
            {"name": "Note.md", "mimeType": "text/markdown", "buffer": b"---\ntags: [fun]\n---\nTake a note of {it}."},
            {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\xff"},
        ]
        for words in (
            "Imported 1 prompt. 1 file couldn't be read: photo.png: This isn't",
            "No new prompts in these files. 1 was",
        ):
            tab.page.get_by_label("Markdown files").set_input_files(files)
            expect(tab.page.get_by_text(words)).to_be_visible()
        expect(rows(tab)).to_have_count(3)
        with tab.page.expect_download() as saving:
            tab.page.get_by_role("link", name="Export").click()
        assert saving.value.suggested_filename.startswith("rxchat-prompts-")
    tab.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    fits(tab, "light")
    show_in(tab, "dark")
    assert findings(tab, COLOURS) == []
    with subtests.test("one is used in a new chat, below what is typed there"):
        tab.page.evaluate("rxchatStorage.local.setItem('rxchat_draft_0', JSON.stringify({ text: 'Typed before.' }))")
        tab.button("Use Note").click()
        dialog(tab, "Note").get_by_label("it").fill("steam")
        tab.page.keyboard.press("Control+Enter")
        expect(tab.composer).to_have_value("Typed before.\n\nTake a note of steam.")


def test_a_slash_finds_one_of_a_thousand(open_tab: OpenTab, library: Rxchat, subtests: pytest.Subtests):
    fill_library(library, 1000)
    tab = open_tab(library)
    tab.go()
    tab.page.evaluate("localStorage.clear()")
    tab.page.reload()
    tab.composer.press("/")
    with subtests.test("the most used is first, and each key is followed"):
        expect(options(tab).first).to_contain_text("Review")
        expect(tab.page.get_by_text("952 more prompts. Type to find one.")).to_be_visible()
        fits(tab, "dark")
        tab.page.evaluate(
            """() => {
              const seen = (window.seen = []);
              document.querySelector("#message").addEventListener("keydown", () => {
                const began = performance.now();
                requestAnimationFrame(() => setTimeout(() => seen.push(performance.now() - began)));
              });
            }"""
        )
        tab.page.keyboard.type("number 99")
        expect(options(tab)).to_have_count(19)
        times = sorted(tab.page.evaluate("window.seen"))
        assert times[len(times) // 2] < MOST_MS, times
    with subtests.test("Escape leaves what is typed, and a path is a text"):
        tab.page.keyboard.press("Escape")
        expect(options(tab)).to_have_count(0)
        expect(tab.composer).to_have_value("/number 99")
        tab.composer.fill("")
        tab.page.keyboard.type("/etc/hosts")
        expect(tab.composer).to_have_value("/etc/hosts")
        expect(options(tab)).to_have_count(0)
        tab.composer.fill("")
    with subtests.test("one with variables asks for them, and is put there without being sent"):
        tab.page.keyboard.type("/")
        expect(options(tab).first).to_have_attribute("aria-selected", "true")
        tab.page.keyboard.press("ArrowDown")
        expect(options(tab).nth(1)).to_have_attribute("aria-selected", "true")
        tab.page.keyboard.press("ArrowUp")
        tab.page.keyboard.press("Enter")
        form = dialog(tab, "Review")
        expect(form.get_by_label("code")).to_be_focused()
        tab.page.keyboard.type("{reader}")
        fits(tab, "light")
        form.get_by_label("reader").fill("Ada")
        tab.page.keyboard.press("Enter")
        expect(tab.composer).to_have_value(FILLED)
        expect(tab.composer).to_be_focused()
        assert tab.page.evaluate("document.activeElement.selectionStart") == len(FILLED)
        assert tab.page.url == f"{tab.url}/"
    with subtests.test("the button puts one below what stands there"):
        tab.button("Prompts").click()
        tab.page.get_by_role("combobox", name="Search prompts").fill("kind")
        expect(options(tab)).to_have_count(1)
        tab.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        fits(tab, "light")
        with tab.page.expect_response("**/use"):
            tab.page.keyboard.press("Enter")
        expect(tab.composer).to_have_value(f"{FILLED}\n\nBe kind.\n")
    with closing(sqlite3.connect(library.data_dir / "rxchat.db")) as connection:
        used = connection.execute("SELECT title, usage_count FROM prompt_library WHERE usage_count > 0 ORDER BY title")
        assert used.fetchall() == [("Be kind", 5), ("Review", 6)]


def test_a_message_becomes_a_prompt(open_tab: OpenTab, library: Rxchat, vendor: FakeAnthropic):
    tab = open_tab(library)
    tab.ask_new("**Compare** steam\nwith oil.")
    status(tab.answers, "complete")
    tab.questions.hover()
    tab.questions.get_by_role("button", name="Message options").click()
    tab.page.get_by_role("menuitem", name="Save as prompt").click()
    editor = dialog(tab, "New prompt")
    expect(editor.get_by_label("Title")).to_have_value("Compare steam")
    expect(editor.get_by_label("Text")).to_have_value("**Compare** steam\nwith oil.")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(tab.page.get_by_text("Prompt saved")).to_be_visible()
    expect(tab.questions.get_by_role("button", name="Message options")).to_be_focused()
    tab.composer.press("/")
    tab.page.keyboard.type("compare")
    expect(options(tab)).to_have_count(1)
