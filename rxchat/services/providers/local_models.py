"""Local models service: the model files in the data directory, and their downloads while the program runs."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from pathlib import Path

from rxchat.domain.errors import DownloadFailed, Forbidden, NotFound, RxchatError
from rxchat.domain.local_models import LocalModel, ModelSource
from rxchat.providers.local_engine.downloads import Progress, check_possible, download
from rxchat.services.providers.typed_models import not_here

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Download:
    """One that runs, or has failed."""

    source: ModelSource
    progress: Progress = field(default_factory=Progress)
    failed: RxchatError | None = None


def models_in(folder: Path) -> list[LocalModel]:
    return [LocalModel(file.stem, file.stat().st_size) for file in sorted(folder.glob("*.gguf"))]


def remove_file(folder: Path, name: str) -> None:
    """Raises NotFound for what isn't a model in the folder."""
    if name not in {model.name for model in models_in(folder)}:
        raise NotFound(f"There's no downloaded model “{name[:200]}”.", hint="`rxchat models list` lists them.")
    (folder / f"{name}.gguf").unlink()


def check_allowed(*, is_offline: bool) -> None:
    if is_offline:
        raise Forbidden("Downloads are off here (RXCHAT_OFFLINE).", hint="Put a GGUF file into the models folder instead.")


class LocalModels:
    """Downloads belong to the program, not to a tab. In a team the models are chosen on the server's console."""

    def __init__(
        self,
        folder: Path,
        changed: Callable[[], Awaitable[None]],
        *,
        is_offline: bool = False,
        is_read_only: bool = False,
    ) -> None:
        """`changed` is called after a file has come or gone."""
        self.is_offline = is_offline
        self._folder = folder
        self._changed = changed
        self._is_read_only = is_read_only
        self._downloads: dict[ModelSource, Download] = {}
        self._tasks: dict[ModelSource, asyncio.Task[None]] = {}
        self._seen: Sequence[LocalModel] | None = None

    @property
    def downloads(self) -> list[Download]:
        """Those that run, and those that failed and weren't dismissed."""
        return list(self._downloads.values())

    async def all(self) -> list[LocalModel]:
        return await asyncio.to_thread(models_in, self._folder)

    async def start(self, wanted: str) -> None:
        """Raises Forbidden, or InvalidRequest for what can't be downloaded. One that runs already goes on."""
        self._check()
        check_allowed(is_offline=self.is_offline)
        source = ModelSource.of(wanted)
        if source in self._tasks:
            return
        await asyncio.to_thread(check_possible, source, self._folder)
        self._downloads[source] = Download(source)
        task = self._tasks[source] = asyncio.create_task(self._run(self._downloads[source]))
        task.add_done_callback(lambda _: self._tasks.pop(source, None))

    async def stop(self, wanted: str) -> None:
        """Stop a download, or dismiss a failed one. What has come is kept for the next time. Raises NotFound."""
        self._check()
        source = ModelSource.of(wanted)
        if source not in self._downloads:
            raise NotFound("That model isn't being downloaded.", hint="It may be finished.")
        await self._end([self._tasks[source]] if source in self._tasks else [])
        self._downloads.pop(source, None)

    async def remove(self, name: str) -> None:
        """Delete a model's file. Raises Forbidden or NotFound."""
        self._check()
        await asyncio.to_thread(remove_file, self._folder, name)
        await self.catch_up()

    async def catch_up(self) -> None:
        """Notice files that have come or gone, by this process or by `rxchat models` on the console."""
        found = await self.all()
        if self._seen is not None and found != self._seen:
            self._seen = found
            await self._changed()
        self._seen = found

    async def aclose(self) -> None:
        await self._end(list(self._tasks.values()))

    async def _run(self, running: Download) -> None:
        try:
            async with aclosing(download(running.source, self._folder)) as steps:
                async for step in steps:
                    running.progress = step
        except DownloadFailed as exc:
            running.failed = exc
            log.info("A model couldn't be downloaded: %s", exc)
            return
        except OSError as exc:
            running.failed = DownloadFailed("Couldn't write the model.", hint=f"Check the disk: {exc.strerror}.")
            log.warning("A model couldn't be written: %s", exc)
            return
        try:
            await self.catch_up()
        finally:
            self._downloads.pop(running.source, None)

    async def _end(self, tasks: Sequence[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _check(self) -> None:
        if self._is_read_only:
            raise not_here()
