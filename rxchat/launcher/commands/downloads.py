"""`rxchat models pull` and what belongs to it: model files that run on this computer."""

import asyncio
import json
import sys
from contextlib import aclosing
from pathlib import Path

from rxchat.config import Settings
from rxchat.domain.local_models import OFFERED, ModelSource, OfferedModel, size_words
from rxchat.launcher.commands.keys import AT_ONCE
from rxchat.launcher.console import say
from rxchat.providers.local_engine.downloads import Progress, check_possible, download
from rxchat.services.providers.local_models import check_allowed, models_in, remove_file

PREFIX = "local:"


def pull_model(settings: Settings, wanted: str, *, as_json: bool = False) -> int:
    """Raises Forbidden, InvalidRequest for what can't be downloaded, and DownloadFailed."""
    check_allowed(is_offline=settings.offline)
    source, folder = ModelSource.of(wanted), folder_of(settings)
    check_possible(source, folder)
    progress = None if as_json else _ProgressLine(source.name)
    asyncio.run(_pull(source, folder, progress))
    file = folder / f"{source.name}.gguf"
    result = {"model": f"{PREFIX}{source.name}", "path": str(file), "bytes": file.stat().st_size}
    say(json.dumps(result, indent=2) if as_json else f"Downloaded and verified {result['model']}. {AT_ONCE}")
    return 0


def remove_model(settings: Settings, name: str, *, as_json: bool = False) -> int:
    """Raises NotFound for what wasn't downloaded."""
    name = name.removeprefix(PREFIX)
    remove_file(folder_of(settings), name)
    say(json.dumps({"models": [f"{PREFIX}{name}"]}, indent=2) if as_json else f"Deleted {PREFIX}{name}. {AT_ONCE}")
    return 0


def downloaded(settings: Settings) -> dict[str, str]:
    """The downloaded models by `local:name`, with their sizes in words."""
    return {f"{PREFIX}{model.name}": size_words(model.size) for model in models_in(folder_of(settings))}


def offered_lines() -> list[str]:
    return ["To download, with `rxchat models pull NAME`:", *map(_offer, OFFERED)]


def folder_of(settings: Settings) -> Path:
    return settings.data_dir / "models"


def _offer(model: OfferedModel) -> str:
    sizes = f"{size_words(model.size)}, needs {size_words(model.memory)} of memory"
    return f"  {model.name:<14}{model.label}, {sizes}, {model.licence}"


class _ProgressLine:
    """One line that is written over on a terminal; elsewhere, a line for every tenth."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._is_terminal = sys.stdout.isatty()
        self._tenths = -1

    def show(self, progress: Progress) -> None:
        if not progress.total:
            return
        text = f"{self._name}: {size_words(progress.done)} of {size_words(progress.total)}"
        if self._is_terminal:
            sys.stdout.write(f"\r{text}  ")
            sys.stdout.flush()
        elif (tenths := progress.done * 10 // progress.total) > self._tenths:
            self._tenths = tenths
            say(text)

    def end(self) -> None:
        if self._is_terminal:
            say("")


async def _pull(source: ModelSource, folder: Path, line: _ProgressLine | None) -> None:
    try:
        async with aclosing(download(source, folder)) as steps:
            async for step in steps:
                if line is not None:
                    line.show(step)
    finally:
        if line is not None:
            line.end()
