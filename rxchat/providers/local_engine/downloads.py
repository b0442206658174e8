"""Downloads: a model file from a Hugging Face hub into a folder, by a child process that can be ended at any time."""

import asyncio
import json
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from rxchat.config import child_environment
from rxchat.domain.errors import DownloadFailed, InvalidRequest
from rxchat.domain.local_models import ModelSource, size_words

INSTALL: Final = 'Run: pip install "rxchat[local]"'

_START = (sys.executable, "-m", "rxchat.providers.local_engine.download")
_VARIABLES: Final = {
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
_PARTS: Final = ".downloads"


@dataclass(frozen=True, slots=True)
class Progress:
    """In bytes. `total` is 0 until the hub has answered."""

    done: int = 0
    total: int = 0


def check_possible(source: ModelSource, folder: Path) -> None:
    """Raises InvalidRequest where the model is there already, or what downloads it isn't installed."""
    if _place(source, folder).exists():
        raise InvalidRequest(f"{source.name} is on this computer already.", hint=f"Choose it as local:{source.name}.")
    if find_spec("huggingface_hub") is None:
        raise InvalidRequest("Downloading models needs the package huggingface_hub.", hint=INSTALL)


async def download(source: ModelSource, folder: Path) -> AsyncGenerator[Progress]:
    """How far it is, until the file is in the folder. Raises DownloadFailed. Close it to stop; the next one resumes it."""
    parts = folder / _PARTS / str(source).replace("/", "--").replace(":", "--")
    await asyncio.to_thread(parts.mkdir, parents=True, exist_ok=True)
    end: dict[str, Any] = {}
    async with aclosing(_lines({"repo": source.repo, "file": source.file, "folder": str(parts)})) as lines:
        async for line in lines:
            if "total" in line:
                yield Progress(line["done"], line["total"])
            else:
                end = line
    if "file" not in end:
        raise failure_of(str(end.get("failed")), source, folder, int(end.get("needed") or 0))
    await asyncio.to_thread(_put, Path(end["file"]), _place(source, folder), parts)


def failure_of(word: str, source: ModelSource, folder: Path, needed: int) -> DownloadFailed:
    """What the child's word for a failure means."""
    again = "Download it again: it goes on where it stopped."
    match word:
        case "not_found":
            return DownloadFailed(f"There's no {source.file} in {source.repo}.", hint="Check both names; capitals count.")
        case "gated":
            hint = f"Accept them on its page, download the file there, and put it into {folder}."
            return DownloadFailed(f"{source.repo} asks you to accept its terms first.", hint=hint)
        case "disk_full":
            message = f"{source.name} needs {size_words(needed)}, and there isn't enough free space for it."
            return DownloadFailed(message, hint=f"Free some space on the disk of {folder}.")
        case "too_large":
            message = f"{source.name} is too large to download here: {size_words(needed)}."
            return DownloadFailed(message, hint=f"Download it with Hugging Face's own program, and put it into {folder}.")
        case "damaged":
            message = f"What came of {source.name} doesn't match its checksum, so it was deleted."
            return DownloadFailed(message, hint="Download it again.")
        case "no_model":
            return DownloadFailed(f"{source.file} isn't a GGUF model.", hint="Choose another file.")
        case "no_checksum":
            return DownloadFailed(f"The server gives no checksum for {source.file}.", hint="Choose a file of a Hugging Face hub.")
        case "disk":
            return DownloadFailed(f"Couldn't write to {folder}.", hint="Check the folder's permissions and its disk.")
        case "refused":
            return DownloadFailed("The server couldn't send the model.", hint=again)
        case _:
            return DownloadFailed("Couldn't reach the server that has the model.", hint=f"Check your connection. {again}")


async def _lines(order: dict[str, str]) -> AsyncGenerator[dict[str, Any]]:
    variables = child_environment(_VARIABLES)
    process = await asyncio.create_subprocess_exec(*_START, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=variables)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        await process.stdin.drain()
        async for line in process.stdout:
            yield json.loads(line)
    finally:
        await _end(process)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


def _place(source: ModelSource, folder: Path) -> Path:
    return folder / f"{source.name}.gguf"


def _put(file: Path, place: Path, parts: Path) -> None:
    file.replace(place)
    shutil.rmtree(parts)
