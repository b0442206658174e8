"""Downloads by the real child, against a stand-in of the hub."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
from fakes.hub import FakeHub

from rxchat.domain.errors import DownloadFailed, InvalidRequest
from rxchat.domain.local_models import LocalModel, ModelSource
from rxchat.providers.local_engine.download import MAGIC
from rxchat.providers.local_engine.downloads import Progress, check_possible, download, failure_of
from rxchat.services.providers.local_models import models_in

DATA = MAGIC + os.urandom(2_000_000)
SOURCE = ModelSource("org/model-GGUF", "Model-Q4.gguf")
WORDS = (
    "not_found",
    "gated",
    "disk_full",
    "too_large",
    "damaged",
    "no_model",
    "no_checksum",
    "disk",
    "refused",
    "unreached",
    "None",
)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with FakeHub() as server:
        server.files["org/model-GGUF/Model-Q4.gguf"] = DATA
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        yield server


def written(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*.part"))


async def test_a_download_that_was_stopped_goes_on_where_it_stood(hub: FakeHub, tmp_path: Path):
    hub.cut_after, hub.is_stalling = 1_000_000, True
    async with aclosing(download(SOURCE, tmp_path)) as steps:
        async for step in steps:  # the child is killed once something is on the disk
            assert step.total == len(DATA)
            while not written(tmp_path):  # noqa: ASYNC110 - the file tells nobody
                await asyncio.sleep(0.01)
            break
    assert models_in(tmp_path) == []
    steps = [step async for step in download(SOURCE, tmp_path)]
    assert hub.ranges[-1].startswith("bytes=")
    assert steps[-1] == Progress(len(DATA), len(DATA))
    assert (tmp_path / "Model-Q4.gguf").read_bytes() == DATA
    assert models_in(tmp_path) == [LocalModel("Model-Q4", len(DATA))]
    assert not (tmp_path / ".downloads" / "org--model-GGUF--Model-Q4.gguf").exists()
    with pytest.raises(InvalidRequest, match="already"):
        check_possible(SOURCE, tmp_path)


async def test_a_hub_that_is_not_there_is_named_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(DownloadFailed, match="Couldn't reach"):
        [step async for step in download(SOURCE, tmp_path)]


@pytest.mark.parametrize("word", WORDS)
def test_every_failure_says_what_to_do(word: str, tmp_path: Path):
    failure = failure_of(word, SOURCE, tmp_path, 5 * 10**9)
    assert failure.message.endswith(".")
    assert failure.hint.endswith(".")
    assert ("5.0 GB" in failure.message) is (word in ("disk_full", "too_large"))
