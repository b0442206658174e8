"""Worker identity: what processes must have in common that serve one database, for people who are sent from one to the other."""

import hashlib
import os
import platform
import secrets
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final

from rxchat import __version__
from rxchat.config import Settings
from rxchat.domain.workers import Worker
from rxchat.providers.registry import ENTRY_POINTS

_MOST_OF_A_NAME: Final = 100


def new_id() -> str:
    return secrets.token_hex(8)


def this_worker(settings: Settings, web: Path) -> Worker:
    """This process, which serves the page in the folder `web`."""
    return Worker(
        id=new_id(),
        machine=platform.node()[:_MOST_OF_A_NAME],
        pid=os.getpid(),
        version=__version__,
        page_digest=page_digest(web / "build" / "client"),
        setup_digest=setup_digest(settings),
    )


def page_digest(client: Path) -> str:
    """Of a built page. The names of its scripts and styles are made from what they hold, so names suffice."""
    names = sorted(file.relative_to(client).as_posix() for file in client.rglob("*") if file.is_file())
    return _digest([*names, (client / "index.html").read_text("utf-8")])


def setup_digest(settings: Settings) -> str:
    """Of the settings that decide what people see, and of the providers that were added."""
    values = (settings.mode, settings.base_path or "", str(settings.sharing))
    return _digest([*values, *sorted(point.value for point in entry_points(group=ENTRY_POINTS)), *_dropped_in(settings)])


def difference(ours: Worker, other: Worker) -> str:
    """What the other has that ours hasn't, as the end of a sentence about it; empty where they can serve together."""
    if other.version != ours.version:
        return f"is rxchat {other.version} instead of {ours.version}"
    if other.page_digest != ours.page_digest:
        return "serves another build of the page"
    if other.setup_digest != ours.setup_digest:
        return "has other settings (mode, base path, sharing) or other provider files"
    return ""


def _dropped_in(settings: Settings) -> Iterator[str]:
    for file in sorted((settings.data_dir / "providers").glob("*.py")):
        yield f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
