"""Model files and their downloads, while the program runs. The download itself is in tests/providers/local_engine."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from rxchat.domain.errors import DownloadFailed, Forbidden, InvalidRequest, NotFound
from rxchat.domain.local_models import LocalModel, ModelSource
from rxchat.providers.local_engine.downloads import Progress
from rxchat.services.providers import local_models as module
from rxchat.services.providers.local_models import LocalModels

REF = "org/m-GGUF:Model.gguf"


class Hub:
    """Downloads as far as a test lets it."""

    def __init__(self) -> None:
        self.has_begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self.is_stopped = asyncio.Event()
        self.fault: Exception | None = None

    async def download(self, source: ModelSource, folder: Path) -> AsyncGenerator[Progress]:
        try:
            yield Progress(5, 10)
            self.has_begun.set()
            await self.may_end.wait()
        finally:
            self.is_stopped.set()
        if self.fault is not None:
            raise self.fault
        (folder / f"{source.name}.gguf").write_bytes(b"GGUF")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Hub:
    made = Hub()
    monkeypatch.setattr(module, "download", made.download)
    return made


class Watched(LocalModels):
    """Counts how often the list of models was to be read again."""

    def __init__(self, folder: Path, **more: bool) -> None:
        self.changes = 0
        super().__init__(folder, self._count, **more)

    async def _count(self) -> None:
        self.changes += 1


async def started(models: LocalModels, hub: Hub) -> None:
    await models.start(REF)
    await hub.has_begun.wait()


async def ended(models: LocalModels) -> None:
    while any(each.failed is None for each in models.downloads):  # noqa: ASYNC110 - a download tells nobody, the page asks too
        await asyncio.sleep(0.001)


async def test_a_download_runs_by_itself_and_its_model_is_there(tmp_path: Path, hub: Hub):
    models = Watched(tmp_path)
    await models.catch_up()
    await started(models, hub)
    await models.start(REF)  # as another tab would: there is one
    (running,) = models.downloads
    assert (running.progress, running.failed) == (Progress(5, 10), None)
    hub.may_end.set()
    await ended(models)
    assert await models.all() == [LocalModel("Model", 4)]
    assert (models.downloads, models.changes) == ([], 1)
    with pytest.raises(InvalidRequest):
        await models.start(REF)
    await models.remove("Model")
    assert (await models.all(), models.changes) == ([], 2)


async def test_one_can_be_stopped_and_a_failed_one_dismissed(tmp_path: Path, hub: Hub):
    models = Watched(tmp_path)
    await started(models, hub)
    await models.stop(REF)
    assert hub.is_stopped.is_set()
    assert models.downloads == []
    hub.fault = DownloadFailed("Gone.", hint="Again.")
    hub.may_end.set()
    await models.start(REF)
    await ended(models)
    assert models.downloads[0].failed is hub.fault
    await models.stop(REF)
    with pytest.raises(NotFound):
        await models.stop(REF)


async def test_a_full_disk_is_a_failure_in_words(tmp_path: Path, hub: Hub):
    models = Watched(tmp_path)
    hub.fault = OSError(28, "No space left on device")
    hub.may_end.set()
    await models.start(REF)
    await ended(models)
    failed = models.downloads[0].failed
    assert failed is not None
    assert "No space left" in failed.hint


async def test_the_end_of_the_program_ends_downloads(tmp_path: Path, hub: Hub):
    models = Watched(tmp_path)
    await started(models, hub)
    await models.aclose()
    assert hub.is_stopped.is_set()


async def test_a_file_from_elsewhere_is_noticed_once(tmp_path: Path):
    models = Watched(tmp_path)
    await models.catch_up()
    (tmp_path / "Own.gguf").write_bytes(b"GGUF")
    await models.catch_up()
    await models.catch_up()
    assert models.changes == 1


@pytest.mark.parametrize("name", ["nothing", "../Model", "Model.gguf", ""])
async def test_only_a_model_of_the_folder_is_removed(tmp_path: Path, name: str):
    (tmp_path / "models").mkdir()
    for folder in (tmp_path, tmp_path / "models"):
        (folder / "Model.gguf").write_bytes(b"GGUF")
    with pytest.raises(NotFound):
        await Watched(tmp_path / "models").remove(name)
    assert len(list(tmp_path.rglob("*.gguf"))) == 2  # noqa: ASYNC240


async def test_nothing_is_downloaded_offline_and_nothing_is_changed_in_a_team(tmp_path: Path):
    with pytest.raises(Forbidden, match="RXCHAT_OFFLINE"):
        await Watched(tmp_path, is_offline=True).start(REF)
    team = Watched(tmp_path, is_read_only=True)
    for change in (team.start, team.stop, team.remove):
        with pytest.raises(Forbidden, match="administrator"):
            await change(REF)
