"""Imports of other programs' exports, and of our own: a preview, then the conversations themselves, in small transactions."""

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, Final

from rxchat.db.archives import ArchiveRepository
from rxchat.db.engine import carried_through
from rxchat.db.imports import ImportRepository
from rxchat.domain.archives import Archive
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.imports import Addition, FailedConversation, ImportProgress, ImportReport
from rxchat.services.foreign_messages import clean, fields_of, text_of
from rxchat.services.import_files import ImportFile
from rxchat.services.import_formats import read, source_of
from rxchat.services.json_items import Head, TooLarge
from rxchat.services.rxchat_export import refuse_newer

CONVERSATIONS_AT_ONCE: Final = 25
MESSAGES_AT_ONCE: Final = 500
TEXT_AT_ONCE: Final = 2**20
"""A transaction ends at the first of these: while it is open, no answer can be written."""

MOST_FAILURES_TOLD: Final = 20
REFUSED: Final = "The database does not take it."


@dataclass(frozen=True, slots=True)
class _Batch:
    archives: list[Archive]
    failed: list[FailedConversation]
    left_out: list[Counter[str]]
    sources: set[str]


class ImportService:
    """One import of a person at a time."""

    def __init__(self, imports: ImportRepository, archives: ArchiveRepository) -> None:
        self._imports = imports
        self._archives = archives
        self._running: dict[int, ImportProgress] = {}

    def progress(self, user_id: int) -> ImportProgress | None:
        """How far this person's import is; None where none is running."""
        return self._running.get(user_id)

    @asynccontextmanager
    async def begun(self, user_id: int) -> AsyncGenerator[None]:
        """The time of an import or a preview, from its first byte. Raises InvalidRequest while another one runs."""
        if user_id in self._running:
            raise InvalidRequest("Another import is running.", hint="Wait for it to end, or cancel it.")
        self._running[user_id] = ImportProgress()
        try:
            yield
        finally:
            del self._running[user_id]

    async def preview(self, user_id: int, path: Path) -> ImportReport:
        """What `run` would do, and nothing done. Raises InvalidRequest for a file that cannot be read."""
        seen: set[str] = set()

        async def look(archives: list[Archive]) -> list[Addition]:
            known = seen | await self._imports.known(user_id, (archive.conversation.import_id for archive in archives))
            outcomes = [_first_sight(archive.conversation.import_id, known) for archive in archives]
            seen.update(archive.conversation.import_id for archive in archives)
            return outcomes

        return await self._go_through(user_id, path, look)

    async def run(self, user_id: int, path: Path) -> ImportReport:
        """Import what is not here yet. What was imported before a cancellation, or a fault in the file, stays."""

        async def add(archives: list[Archive]) -> list[Addition]:
            return await self._imports.add(user_id, archives)

        return await self._go_through(user_id, path, add)

    async def _go_through(self, user_id: int, path: Path, treat: Callable[[list[Archive]], Any]) -> ImportReport:
        file = ImportFile(path)
        batches = _batches(file)
        natives = await self._archives.native_ids(user_id)
        report = ImportReport()
        left_out: Counter[str] = Counter()
        try:
            while (batch := await _next(batches)) is not None:
                own = [archive for archive in batch.archives if archive.conversation.import_id not in natives]
                outcomes = iter(await treat(own))
                for archive, left in zip(batch.archives, batch.left_out, strict=True):
                    is_native = archive.conversation.import_id in natives
                    outcome = Addition.KNOWN if is_native else next(outcomes)
                    report = _with(report, archive, outcome)
                    left_out += left if outcome is Addition.ADDED else Counter()
                report = _with_failures(report, batch.failed)
                report = replace(report, sources=tuple(sorted({*report.sources, *batch.sources})))
                if user_id in self._running:
                    self._running[user_id] = _progress_of(report, file.share)
        finally:
            batches.close()
        if not report.sources:
            raise InvalidRequest(
                "The file holds no conversations of rxchat, ChatGPT or Claude.", hint="Choose the file as it was exported."
            )
        return replace(report, left_out=dict(left_out))


def _first_sight(import_id: str, known: set[str]) -> Addition:
    if import_id in known:
        return Addition.KNOWN
    known.add(import_id)
    return Addition.ADDED


@carried_through
async def _next(batches: Generator[_Batch]) -> _Batch | None:
    """The next one, read in a thread, to its end also when it is not wanted any more: a generator at work can't be closed."""
    return await asyncio.to_thread(next, batches, None)


def _batches(file: ImportFile) -> Generator[_Batch]:
    items = file.items()
    batch, size, messages = _Batch([], [], [], set()), 0, 0
    for item in items:
        if isinstance(item, Head):
            refuse_newer(item.values)
            continue
        _take(item, batch)
        if batch.archives:
            newest = batch.archives[-1].messages
            messages += len(newest)
            size += sum(len(message.content) for message in islice(newest, MESSAGES_AT_ONCE))
        taken = len(batch.archives) + len(batch.failed)
        if taken >= CONVERSATIONS_AT_ONCE or messages >= MESSAGES_AT_ONCE or size >= TEXT_AT_ONCE:
            yield batch
            batch, size, messages = _Batch([], [], [], set()), 0, 0
    yield batch


def _take(item: Any, batch: _Batch) -> None:
    if isinstance(item, TooLarge):
        batch.failed.append(FailedConversation(title="", reason=item.reason))
        return
    source = source_of(item)
    if source is None:
        batch.failed.append(FailedConversation(title=_title_in(item), reason="It is no conversation that rxchat knows."))
        return
    left_out: Counter[str] = Counter()
    batch.sources.add(source)
    try:
        archive = read(source, item, left_out)
    except (ValueError, TypeError, KeyError, AttributeError) as exc:
        reason = str(exc) if type(exc) is ValueError else "It is not in the format of its program."
        batch.failed.append(FailedConversation(title=_title_in(item), reason=reason))
        return
    batch.archives.append(archive)
    batch.left_out.append(left_out)


def _title_in(item: Any) -> str:
    whole = fields_of(item)
    inner = fields_of(whole.get("conversation")) or whole
    return " ".join(clean(text_of(inner.get("title")) or text_of(inner.get("name"))).split())[:200]


def _with(report: ImportReport, archive: Archive, outcome: Addition) -> ImportReport:
    if outcome is Addition.KNOWN:
        return replace(report, duplicates=report.duplicates + 1)
    if outcome is Addition.REFUSED:
        return _with_failures(report, [FailedConversation(title=archive.conversation.title, reason=REFUSED)])
    times = [message.created_at for message in archive.messages] or [archive.conversation.created_at]
    return replace(
        report,
        conversations=report.conversations + 1,
        messages=report.messages + len(archive.messages),
        first_at=min(time for time in (report.first_at, *times) if time is not None),
        last_at=max(time for time in (report.last_at, *times) if time is not None),
    )


def _with_failures(report: ImportReport, failed: list[FailedConversation]) -> ImportReport:
    return replace(report, failed=report.failed + len(failed), failures=(*report.failures, *failed)[:MOST_FAILURES_TOLD])


def _progress_of(report: ImportReport, share: float) -> ImportProgress:
    return ImportProgress(share=share, conversations=report.conversations, messages=report.messages, duplicates=report.duplicates)
