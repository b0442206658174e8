"""Answers outlive reloads, tabs, navigation, a crash and a stop."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from playwright.sync_api import expect

from .conftest import OpenTab, status, with_vendor

LONG = " ".join(f"word{number}" for number in range(60))
STOP_SECONDS = 8
"""Less than a stop would take if it waited: 10 for the page to close its socket, forever for an answer that does not end."""


@pytest.fixture(scope="module")
def mortal(session_vendor: FakeAnthropic, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    with Rxchat(tmp_path_factory.mktemp("data"), environment=with_vendor(session_vendor)) as running:
        yield running


@pytest.fixture
def own_program(mortal: Rxchat, vendor: FakeAnthropic) -> Rxchat:
    """An rxchat that a test may end: it is started again for the next one."""
    if mortal.running.poll() is not None:
        mortal.start()
        mortal.wait_until_ready()
    return mortal


@pytest.fixture
def go_on(vendor: FakeAnthropic) -> Iterator[Event]:
    """The vendor answers at length, and waits in the middle until this is set."""
    told = Event()
    vendor.answer(LONG, halfway=lambda: told.wait(60))
    yield told
    told.set()


def test_a_reload_in_mid_answer_loses_nothing(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, go_on: Event):
    tab = open_tab(program)
    path = tab.ask_new("Go on and on")
    expect(tab.answers.locator(".markdown")).to_contain_text("word3")
    tab.go(path)
    status(tab.answers, "streaming")
    go_on.set()
    status(tab.answers, "complete")
    expect(tab.answers.locator(".markdown")).to_have_text(LONG)
    assert len(vendor.messages) == 1


def test_a_second_tab_joins_and_sees_the_whole(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, go_on: Event):
    tab, other = open_tab(program), open_tab(program)
    path = tab.ask_new("Go on and on")
    expect(tab.answers.locator(".markdown")).to_contain_text("word3")
    other.go(path)
    status(other.answers, "streaming")
    go_on.set()
    for either in (tab, other):
        status(either.answers, "complete")
        expect(either.answers.locator(".markdown")).to_have_text(LONG)
    assert len(vendor.messages) == 1


def test_a_tab_that_looks_on_sees_the_next_answer_too(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("First.")
    tab, other = open_tab(program), open_tab(program)
    path = tab.ask_new("One")
    status(tab.answers, "complete")
    other.go(path)
    vendor.answer("Second.")
    tab.ask("Two")
    expect(other.questions).to_have_count(2)
    status(other.answers.last, "complete")
    expect(other.answers.last.locator(".markdown")).to_have_text("Second.")


def test_leaving_and_coming_back_in_mid_answer(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic, go_on: Event):
    vendor.next(text="Short.", halfway=None)
    tab = open_tab(program)
    tab.ask_new("An old conversation of mine")
    status(tab.answers, "complete")
    tab.ask_new("Go on and on, please")
    expect(tab.answers.locator(".markdown")).to_contain_text("word2")
    tab.page.get_by_role("link", name="An old conversation of mine").first.click()
    expect(tab.answers.locator(".markdown")).to_have_text("Short.")
    tab.page.get_by_role("link", name="Go on and on, please").first.click()
    status(tab.answers, "streaming")
    go_on.set()
    status(tab.answers, "complete")
    expect(tab.answers.locator(".markdown")).to_have_text(LONG)
    assert len(vendor.messages) == 2


def test_stop_works_from_another_tab_and_closes_the_call(open_tab: OpenTab, program: Rxchat, vendor: FakeAnthropic):
    vendor.answer("one two three", ending="stall", after=1)
    tab, other = open_tab(program), open_tab(program)
    path = tab.ask_new("Never end")
    expect(tab.answers.locator(".markdown")).to_contain_text("one")
    other.go(path)
    other.button("Stop").click()
    for either in (tab, other):
        status(either.answers, "cancelled")
        expect(either.answers.locator(".markdown")).to_contain_text("one")
    assert vendor.messages[-1].closed.wait(30)


def test_a_crash_in_mid_answer_keeps_what_was_said(own_program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic):
    tag = '<antArtifact identifier="pump" type="application/vnd.ant.code" language="python" title="Pump">\ndef'
    vendor.answer(f"word1 word2 {tag} pump(): return 3", ending="stall", after=9)
    tab = open_tab(own_program)
    path = tab.ask_new("Before the crash")
    expect(tab.answers.locator(".markdown")).to_contain_text("word1")
    expect(tab.page.locator(".artifact-panel")).to_contain_text("def pump():")
    seen = tab.answers.locator(".markdown").inner_text().strip()
    for text in (seen, "\ndef pump():"):
        _wait_until_saved(own_program.data_dir / "rxchat.db", text)
    tab.may_complain = True
    own_program.kill()
    tab.page.close()
    own_program.start()
    own_program.wait_until_ready()
    after = open_tab(own_program)
    after.go(path)
    expect(after.questions).to_contain_text("Before the crash")
    status(after.answers, "interrupted")
    expect(after.answers.locator(".markdown")).to_contain_text(seen)
    panel = after.page.locator(".artifact-panel")
    after.answers.get_by_role("button", name="Open Pump Code · python · Unfinished").click()
    expect(panel).to_contain_text("Unfinished: the response was cut off here.")
    after.page.reload()
    expect(panel.locator("pre")).to_contain_text("def pump():")
    expect(panel).to_contain_text("Unfinished: the response was cut off here.")
    vendor.answer("All of it.")
    after.button("Retry").click()
    status(after.answers, "complete")
    expect(after.answers.locator(".markdown")).to_have_text("All of it.")


def test_a_stop_saves_the_answer_and_waits_for_nothing(own_program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic):
    vendor.answer("word1 word2 word3", ending="stall", after=2)
    said_before = len(own_program.output())
    tab = open_tab(own_program)
    tab.ask_new("Until the end")
    expect(tab.answers.locator(".markdown")).to_contain_text("word1")
    tab.may_complain = True
    assert own_program.terminate(seconds=STOP_SECONDS) == 0
    with closing(sqlite3.connect(own_program.data_dir / "rxchat.db")) as database:
        rows = database.execute("SELECT role, status, content FROM messages ORDER BY id DESC LIMIT 2")
        answer, question = rows.fetchall()
    assert question[2] == "Until the end"
    assert answer[:2] == ("assistant", "interrupted")
    assert "word1" in answer[2]
    assert not re.search("Traceback|ERROR", own_program.output()[said_before:])


def test_a_page_finds_its_way_back_after_a_restart(own_program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic):
    vendor.answer("Before.")
    tab = open_tab(own_program)
    conversation = tab.ask_new("One").rpartition("/")[2]
    status(tab.answers, "complete")
    tab.may_complain = True
    own_program.terminate()
    lost = tab.page.get_by_text("Can't reach rxchat.")  # one sentence: the sidebar does not say it a second time
    expect(lost).to_be_visible()
    with closing(sqlite3.connect(own_program.data_dir / "rxchat.db")) as database, database:
        database.execute("UPDATE conversations SET title = 'Renamed meanwhile' WHERE id = ?", [conversation])
    own_program.start()
    own_program.wait_until_ready()
    vendor.answer("After.")
    expect(lost).to_be_hidden(timeout=30_000)
    expect(tab.page.get_by_role("link", name="Renamed meanwhile")).to_be_visible()  # no event said so: the list was loaded again
    tab.ask("Two")
    expect(tab.answers).to_have_count(2)
    status(tab.answers.last, "complete")
    expect(tab.answers.last.locator(".markdown")).to_have_text("After.")
    assert len(vendor.messages) == 2


def test_what_was_typed_into_a_lost_connection_is_kept(own_program: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic):
    vendor.answer("Before.")
    tab = open_tab(own_program)
    path = tab.ask_new("One")
    status(tab.answers, "complete")
    tab.may_complain = True
    own_program.terminate()
    tab.ask("Typed into nowhere")
    own_program.start()
    own_program.wait_until_ready()
    tab.go(path)
    asked = tab.questions.get_by_text("Typed into nowhere")
    kept = tab.composer.and_(tab.page.locator("#message:not(:placeholder-shown)"))
    expect(asked.or_(kept)).to_have_count(1)


def _wait_until_saved(path: Path, text: str) -> None:
    """What is on the page is in the database 250 ms later."""
    deadline = time.monotonic() + 15
    newest = "SELECT content FROM messages WHERE role = 'assistant' ORDER BY id DESC"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        while text not in database.execute(newest).fetchone()[0]:
            assert time.monotonic() < deadline, "what was shown was not saved"
