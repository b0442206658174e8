"""Files of the Claude-only program, adopted and opened in the browser: what a person had there, they have here."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.anthropic import FakeAnthropic
from launch import Rxchat
from legacy_everything import EVERYTHING, make_everything_file
from legacy_families import FAMILIES, old_id
from playwright.sync_api import expect

from rxchat.db.maintenance.legacy_import import adopt

from .conftest import OpenTab, Tab, status, with_vendor

LEVELS = ("Speak of steam.", "I build engines.", "Metric units.")


@pytest.fixture(params=FAMILIES)
def family(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def adopted(family: str, tmp_path: Path, vendor: FakeAnthropic) -> Iterator[Rxchat]:
    """Ask for it before `open_tab`, so that the tabs are closed first."""
    data = tmp_path / "data"
    file = make_everything_file(tmp_path / "old.db", family)
    original = file.read_bytes()
    adopt(data / "rxchat.db", file, is_dry_run=False, on_step=lambda _: None)
    with Rxchat(data, environment=with_vendor(vendor)) as running:
        yield running
    assert file.read_bytes() == original


def test_what_a_person_had_is_found_again(
    family: str, adopted: Rxchat, open_tab: OpenTab, vendor: FakeAnthropic, subtests: pytest.Subtests
):
    tab = open_tab(adopted)
    old = old_id(family, "conversations", EVERYTHING)
    number = EVERYTHING if isinstance(old, int) else 7
    with subtests.test("an old address leads to the chat, which the list has with all others"):
        tab.go(f"/chat/{old}")
        tab.page.wait_for_url(f"**/c/{number}")
        expect(tab.questions).to_contain_text(["How does a valve work?", "Write one."])
        listed = tab.page.get_by_role("navigation", name="Conversations").get_by_role("link")
        titles = ["Everything", *(f"Chat {place}" for place in (6, 5, 4, 2, 1))]
        for title in titles:
            expect(listed.filter(has_text=title)).to_have_count(1)
        expect(listed.filter(has_text="Chat 3")).to_have_count(0)
        expect(tab.answers.last.get_by_role("group", name="Artifact: Valve")).to_be_visible()
    with subtests.test("a question is sent with the instructions of all levels"):
        vendor.answer("Water that boils.")
        tab.ask("What is steam?")
        expect(tab.answers.last).to_contain_text("Water that boils.")
        status(tab.answers.last, "complete")
        places = [vendor.system.find(level) for level in LEVELS]
        assert places == sorted(places)
        assert -1 not in places
        assert "<thinking>" not in str(vendor.messages[-1].json["messages"])
    with subtests.test("an earlier version is there, with its reasoning folded"):
        read_versions(tab)
    with subtests.test("what was deleted is in the trash"):
        trash = json.loads(adopted.request("GET", "/api/trash").body)
        assert [one["title"] for one in trash["conversations"]] == ["Chat 3"]
    with subtests.test("an old link opens, and one that no longer did does not"):
        for token, code in (("live", 200), ("expired", 404), ("private", 404)):
            for path in ("share", "shared"):
                assert adopted.request("GET", f"/{path}/{token}-token", cookie="").status == code
        shown = adopted.request("GET", "/api/share/live-token", cookie="").body.decode()
        assert "It opens and closes." in shown
        assert "They mean the engine's." not in shown


def read_versions(tab: Tab) -> None:
    expect(tab.answers.first).to_contain_text("It lets steam in and out.")
    expect(tab.answers.first.get_by_role("group", name="Version 2 of 2")).to_be_visible()
    tab.answers.first.get_by_role("button", name="Previous version").click()
    expect(tab.answers.first.get_by_role("group", name="Version 1 of 2")).to_be_visible()
    expect(tab.answers.first).to_contain_text("It opens and closes.")
    thought = tab.answers.first.get_by_text("They mean the engine's.")
    expect(thought).to_be_hidden()
    tab.answers.first.get_by_text("Thought process").click()
    expect(thought).to_be_visible()
