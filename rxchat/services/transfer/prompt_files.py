"""Prompt files: a user's prompts as Markdown files in a zip, and the prompts of such files."""

import asyncio
import io
import zipfile
import zlib
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

from rxchat.db.transfer.library_archive_repository import LibraryArchiveRepository
from rxchat.db.transfer.library_import_repository import LibraryImportRepository
from rxchat.domain.library_archives import ArchivedPrompt
from rxchat.domain.prompts import LONGEST_PROMPT, PromptContent
from rxchat.services.events import EventBus, PromptsChanged
from rxchat.services.transfer.prompt_markdown import LONGEST_FRONT, UnreadablePrompt, read, written
from rxchat.services.transfer.zip_stream import ZipStream, file_name

PROMPTS_AT_ONCE: Final = 100
MOST_FILES: Final = 10_000
LARGEST_FILE: Final = 4 * (LONGEST_PROMPT + LONGEST_FRONT)
LARGEST_SUM: Final = 64 * 2**20
"""Bytes of all files of a request, unpacked."""
ENDINGS: Final = frozenset({".md", ".markdown", ".txt"})
_ZIP: Final = b"PK"
_TOO_MANY: Final = f"There are too many files. Import at most {MOST_FILES:,} at once."
_TOO_MUCH: Final = f"These files are too large together. Import at most {LARGEST_SUM // 2**20} MB at once."
_TOO_LARGE: Final = "This file is too large for a prompt."
_UNREADABLE: Final = "This file can't be unpacked. Pack it again, without a password."


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptImport:
    """`rejected` are names of files, each with the reason."""

    added: int
    duplicates: int
    rejected: tuple[tuple[str, str], ...]


class PromptFiles:
    def __init__(
        self,
        archives: LibraryArchiveRepository,
        imports: LibraryImportRepository,
        events: EventBus,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._archives = archives
        self._imports = imports
        self._events = events
        self._now = now
        self._adding = asyncio.Lock()

    async def export(self, user_id: int) -> AsyncGenerator[bytes]:
        """A zip with a file for each of the user's own prompts, streamed."""
        packed = ZipStream()
        async for prompt in self._own(user_id):
            yield packed.add(file_name(prompt.title, prompt.created_at, prompt.id), written(prompt), prompt.updated_at)
        yield packed.end()

    async def add(self, user_id: int, files: Sequence[tuple[str, bytes]]) -> PromptImport:
        """Add the prompts of Markdown files, and of zips of them, that aren't the user's yet. They are private."""
        found, rejected = await asyncio.to_thread(_read_all, files)
        async with self._adding:  # what another request adds meanwhile would be added twice
            known = {_key(each.title, each.text) async for each in self._own(user_id)}
            fresh = list[PromptContent]()
            for prompt in found:
                key = _key(prompt.title, prompt.text)
                if key not in known:
                    known.add(key)
                    fresh.append(prompt)
            for start in range(0, len(fresh), PROMPTS_AT_ONCE):
                await self._imports.add(user_id, [self._entry(*one) for one in enumerate(fresh[start : start + PROMPTS_AT_ONCE])])
        if fresh:
            self._events.publish(PromptsChanged(user_id))
        return PromptImport(added=len(fresh), duplicates=len(found) - len(fresh), rejected=tuple(rejected))

    async def _own(self, user_id: int) -> AsyncGenerator[ArchivedPrompt]:
        last_id = 0
        while page := await self._archives.prompts(user_id, after_id=last_id, limit=PROMPTS_AT_ONCE):
            for prompt in page:
                yield prompt
            last_id = page[-1].id

    def _entry(self, number: int, prompt: PromptContent) -> ArchivedPrompt:
        return ArchivedPrompt(
            id=number,
            title=prompt.title,
            description=prompt.description,
            text=prompt.text,
            category=prompt.category,
            tags=prompt.tags,
            created_at=self._now(),
            updated_at=self._now(),
        )


def _key(title: str, text: str) -> bytes:
    """Recognizes a prompt, however its file ends and breaks lines."""
    lines = text.replace("\r\n", "\n").strip()
    return sha256(f"{' '.join(title.split())}\0{lines}".encode("utf-8", "replace")).digest()


def _read_all(files: Sequence[tuple[str, bytes]]) -> tuple[list[PromptContent], list[tuple[str, str]]]:
    found: list[PromptContent] = []
    rejected: list[tuple[str, str]] = []
    size = 0
    for number, (name, content) in enumerate(_unpacked(files)):
        size += len(content) if isinstance(content, bytes) else 0
        if number >= MOST_FILES or size > LARGEST_SUM:
            rejected.append((name, _TOO_MUCH if size > LARGEST_SUM else _TOO_MANY))
            break
        try:
            if isinstance(content, UnreadablePrompt):
                raise content
            found.append(read(name, content))
        except UnreadablePrompt as error:
            rejected.append((name, str(error)))
    return found, rejected


def _unpacked(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes | UnreadablePrompt]]:
    """The files, and those in zips; in place of one that can't be read, why."""
    for name, content in files:
        if content.startswith(_ZIP):
            yield from _entries(name, content)
        else:
            yield name, UnreadablePrompt(_TOO_LARGE) if len(content) > LARGEST_FILE else content


def _entries(name: str, content: bytes) -> Iterator[tuple[str, bytes | UnreadablePrompt]]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, RuntimeError):
        yield name, UnreadablePrompt(_UNREADABLE)
        return
    with archive:
        for info in archive.infolist():
            path = PurePosixPath(info.filename)
            is_hidden = any(part.startswith((".", "__")) for part in path.parts)
            if not info.is_dir() and not is_hidden and path.suffix.lower() in ENDINGS:
                yield path.name, _entry_of(archive, info)


def _entry_of(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes | UnreadablePrompt:
    """Never more of it than a prompt may have, whatever the archive says of its size."""
    try:
        with archive.open(info) as file:
            content = file.read(LARGEST_FILE + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return UnreadablePrompt(_UNREADABLE)
    return UnreadablePrompt(_TOO_LARGE) if len(content) > LARGEST_FILE else content
