"""`rxchat models pull` and `remove` from the console. The download itself is in tests/providers/local_engine."""

import json
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from rxchat.config import Settings
from rxchat.domain.errors import Forbidden, InvalidRequest, NotFound
from rxchat.domain.local_models import OFFERED, ModelSource
from rxchat.launcher.commands import downloads as module
from rxchat.launcher.commands.downloads import downloaded, offered_lines, pull_model, remove_model
from rxchat.providers.local_engine.downloads import Progress


@pytest.fixture(autouse=True)
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()

    async def download(source: ModelSource, folder: Path) -> AsyncGenerator[Progress]:
        for done in (0, 5, 6, 10):
            yield Progress(done * 10**6, 10**7)
        (folder / f"{source.name}.gguf").write_bytes(b"GGUF")

    monkeypatch.setattr(module, "download", download)


def test_a_model_is_downloaded_with_its_progress_listed_and_deleted(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    settings = Settings(data_dir=tmp_path)
    assert pull_model(settings, "org/m-GGUF:Model-Q4.gguf") == 0
    *steps, last = capsys.readouterr().out.splitlines()
    assert steps == [f"Model-Q4: {done} MB of 10 MB" for done in (0, 5, 6, 10)]
    assert last.startswith("Downloaded and verified local:Model-Q4.")
    assert downloaded(settings) == {"local:Model-Q4": "0 MB"}
    with pytest.raises(InvalidRequest, match="already"):
        pull_model(settings, "org/m-GGUF:Model-Q4.gguf")
    assert remove_model(settings, "local:Model-Q4") == 0
    assert downloaded(settings) == {}
    with pytest.raises(NotFound):
        remove_model(settings, "Model-Q4")


def test_json_is_only_the_result(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    pull_model(Settings(data_dir=tmp_path), OFFERED[0].name, as_json=True)
    result = json.loads(capsys.readouterr().out)
    assert (result["model"], result["bytes"]) == (f"local:{ModelSource.of(OFFERED[0].name).name}", 4)


def test_downloads_can_be_turned_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RXCHAT_OFFLINE", "1")
    with pytest.raises(Forbidden, match="RXCHAT_OFFLINE"):
        pull_model(Settings(data_dir=tmp_path), OFFERED[0].name)


def test_what_there_is_to_download_is_listed_with_size_memory_and_licence():
    lines = offered_lines()
    assert len(lines) == len(OFFERED) + 1
    assert any("2.5 GB, needs 5.0 GB of memory, Apache 2.0" in line for line in lines)
