"""The child that downloads a file, in this process, against a stand-in of the hub."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes.hub import FakeHub

from rxchat.providers.local_engine.download import MAGIC, Failed, fetch

DATA = MAGIC + os.urandom(2_000_000)


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as server:
        server.files = {
            "org/model-GGUF/Model-Q4.gguf": DATA,
            "org/model-GGUF/deep/Other.gguf": DATA,
            "org/b/notes.gguf": b"notes",
        }
        yield server


def test_a_file_is_fetched_and_progress_is_reported(hub: FakeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for number, file in enumerate(("Model-Q4.gguf", "deep/Other.gguf")):
        (folder := tmp_path / str(number)).mkdir()
        assert fetch("org/model-GGUF", file, folder, hub.url).read_bytes() == DATA
    assert f'"total": {len(DATA)}' in capsys.readouterr().out
    assert len([each for each in hub.requests if each.method == "GET"]) == 2


def test_a_connection_that_breaks_is_resumed(hub: FakeHub, tmp_path: Path):
    hub.cut_after = 1_000_000
    assert fetch("org/model-GGUF", "Model-Q4.gguf", tmp_path, hub.url).read_bytes() == DATA
    assert hub.ranges[0] == ""
    assert hub.ranges[1].startswith("bytes=")
    assert 0 < int(hub.ranges[1].removeprefix("bytes=").split("-")[0]) <= 1_000_000


@pytest.mark.parametrize(
    ("repo", "file", "word"),
    [
        ("org/nothing", "Model-Q4.gguf", "not_found"),
        ("org/model-GGUF", "Missing.gguf", "not_found"),
        ("org/gated", "Model.gguf", "gated"),
        ("org/b", "notes.gguf", "no_model"),
        ("org--/..bad", "a.gguf", "not_found"),
    ],
)
def test_what_cannot_be_fetched_has_a_word_and_leaves_no_file(hub: FakeHub, tmp_path: Path, repo: str, file: str, word: str):
    hub.gated = {"org/gated"}
    with pytest.raises(Failed) as failed:
        fetch(repo, file, tmp_path, hub.url)
    assert failed.value.word == word
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_is_deleted(hub: FakeHub, tmp_path: Path):
    hub.checksum = "0" * 64
    with pytest.raises(Failed, match="damaged"):
        fetch("org/model-GGUF", "Model-Q4.gguf", tmp_path, hub.url)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_does_not_fit_is_not_begun(hub: FakeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**30))
    hub.size = 2**30
    with pytest.raises(Failed) as failed:
        fetch("org/model-GGUF", "Model-Q4.gguf", tmp_path, hub.url)
    assert (failed.value.word, failed.value.needed) == ("disk_full", 2**30)
    hub.size = 2**40
    with pytest.raises(Failed, match="too_large"):
        fetch("org/model-GGUF", "Model-Q4.gguf", tmp_path, hub.url)
    assert hub.ranges == []


def test_a_file_without_a_checksum_is_not_fetched(hub: FakeHub, tmp_path: Path):
    hub.checksum = "short"
    with pytest.raises(Failed, match="no_checksum"):
        fetch("org/model-GGUF", "Model-Q4.gguf", tmp_path, hub.url)
