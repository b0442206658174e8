"""Settings > Data, in Chromium: a file is chosen, looked at and imported; all of it is exported again."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from launch import Rxchat
from playwright.sync_api import Locator, expect

from .conftest import OpenTab, Tab


def conversation(trip: str, number: int, *, words: int = 3) -> dict[str, Any]:
    at = f"2026-03-{number % 28 + 1:02}T10:00:00Z"
    said = [
        {"uuid": "q", "sender": "human", "text": f"Question {number}", "created_at": at},
        {"uuid": "a", "sender": "assistant", "text": "word " * words, "created_at": at, "files": [{}]},
    ]
    return {"uuid": f"{trip}-{number}", "name": f"Trip {number}", "created_at": at, "chat_messages": said}


def archive(path: Path, count: int, *, words: int = 3) -> Path:
    """What Claude sends, with one conversation in it that cannot be read. Nobody has had the others before."""
    trip = uuid4().hex
    found = [*(conversation(trip, number, words=words) for number in range(count)), {"name": "Odd one", "chat_messages": []}]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("conversations.json", json.dumps(found))
    return path


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rxchat]:
    """One rxchat for what may be in it already."""
    with Rxchat(tmp_path_factory.mktemp("data")) as running:
        yield running


def data_of(opened: Tab) -> Tab:
    opened.page.goto(f"{opened.url}/settings/data")
    return opened


@pytest.fixture
def tab(filled: Rxchat, open_tab: OpenTab) -> Tab:
    return data_of(open_tab(filled))


def panel(tab: Tab) -> Locator:
    return tab.page.get_by_role("region", name="Import")


def choose(tab: Tab, path: Path) -> None:
    panel(tab).get_by_label("File to import").set_input_files(path)


def test_a_file_is_looked_at_imported_and_known_again(keyless_program: Rxchat, open_tab: OpenTab, tmp_path: Path):
    tab = data_of(open_tab(keyless_program))
    region = tab.page.get_by_role("region", name="Export")
    expect(region).to_contain_text("You don't have anything to export yet.")
    file = archive(tmp_path / "claude.zip", 30)
    choose(tab, file)
    expect(panel(tab)).to_contain_text("30 chats (60 messages) to import, from Mar 1, 2026 to Mar 28, 2026.")
    expect(panel(tab)).to_contain_text("Not imported: 30 images and files.")
    expect(panel(tab).get_by_role("heading", name="Ready to import")).to_be_focused()
    panel(tab).get_by_text("1 chat can't be imported").click()
    expect(panel(tab)).to_contain_text("Odd one This chat has no messages.")
    tab.page.keyboard.press("Tab")
    panel(tab).get_by_role("button", name="Import 30 chats").press("Enter")
    expect(panel(tab)).to_contain_text("30 chats (60 messages) imported")
    panel(tab).get_by_role("button", name="Choose another file").click()
    expect(panel(tab).get_by_label("File to import")).to_be_focused()
    choose(tab, file)
    expect(panel(tab)).to_contain_text("30 chats are already in rxchat and will be skipped.")
    expect(panel(tab).get_by_role("status")).to_have_text("Everything in this file is already in rxchat.")
    tab.page.reload()
    with tab.page.expect_download() as downloading:
        region.get_by_role("link", name="Export as JSON").click()
    exported = json.loads(downloading.value.path().read_text())
    assert len(exported["conversations"]) == 30


def test_a_file_that_is_none_is_told_in_words_and_another_one_may_be_chosen(tab: Tab, tmp_path: Path):
    tab.may_complain = True  # of an answer that is not 200
    wrong = tmp_path / "photo.json"
    wrong.write_text("not JSON")
    choose(tab, wrong)
    expect(panel(tab).get_by_role("status")).to_have_text(
        "The file is not JSON, or breaks off. Choose the file as it was exported, or export it again."
    )
    choose(tab, archive(tmp_path / "claude.zip", 1))
    expect(panel(tab)).to_contain_text("1 chat (2 messages) to import")


def test_several_files_are_taken_one_after_another_with_one_report(tab: Tab, tmp_path: Path):
    tab.may_complain = True  # of an answer that is not 200
    files = [archive(tmp_path / f"conversations-{number:03}.zip", 2) for number in range(3)]
    wrong = tmp_path / "photo.json"
    wrong.write_text("not JSON")
    panel(tab).get_by_label("File to import").set_input_files([files[0], wrong, *files[1:]])
    expect(panel(tab).get_by_role("heading", name="Ready to import")).to_be_focused()
    expect(panel(tab)).to_contain_text("6 chats (12 messages) to import")
    expect(panel(tab)).to_contain_text("Not imported: 6 images and files.")
    expect(panel(tab)).to_contain_text("3 chats can't be imported")
    panel(tab).get_by_text("Couldn't read 1 file").click()
    expect(panel(tab)).to_contain_text("photo.json The file is not JSON")
    panel(tab).get_by_role("button", name="Import 6 chats").click()
    expect(panel(tab)).to_contain_text("6 chats (12 messages) imported")
    expect(panel(tab)).to_contain_text("Couldn't read 1 file")


def test_a_running_import_shows_how_far_it_is_and_can_be_cancelled(tab: Tab, tmp_path: Path):
    choose(tab, archive(tmp_path / "claude.zip", 3_000, words=2_000))
    panel(tab).get_by_role("button", name="Import 3,000 chats").click(timeout=60_000)
    progress = panel(tab).get_by_role("progressbar")
    expect(progress).to_be_visible()
    expect(panel(tab)).to_contain_text("Keep this page open.")
    panel(tab).get_by_role("button", name="Cancel").click()
    expect(panel(tab).get_by_role("status")).to_have_text("Import canceled. Chats added so far were kept.")
    expect(panel(tab).get_by_role("button", name="Import 3,000 chats")).to_be_visible()
