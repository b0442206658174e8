"""Imports of other programs' exports and of rxchat's own: a preview, then everything, in short transactions."""

import logging
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Final

from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.db.transfer.import_repository import ImportRepository
from rxchat.db.transfer.import_run_repository import ImportRunRepository
from rxchat.db.transfer.shared_message_repository import SharedMessageRepository
from rxchat.domain.archives import Archive
from rxchat.domain.errors import InvalidRequest, NotSaved
from rxchat.domain.imports import Addition, FailedConversation, ImportProgress, ImportReport
from rxchat.services.cancellation import Stopped, in_thread
from rxchat.services.events import ConversationsChanged, EventBus
from rxchat.services.failure_streaks import FailureStreak
from rxchat.services.transfer.import_batches import MOST_FAILURES_TOLD, Batch, batches_of, no_export
from rxchat.services.transfer.import_files import ImportFile
from rxchat.services.transfer.library_imports import LibraryImport, LibraryImports
from rxchat.services.transfer.snapshot_imports import SnapshotImport

log = logging.getLogger(__name__)

Treatment = Callable[[list[Archive]], Awaitable[list[Addition]]]
NOTE_SECONDS: Final = 1.0
"""How often other workers hear how far an import is."""
REFUSED: Final = "Couldn't save this chat."


@dataclass(slots=True)
class _Running:
    """A running import: its report so far, and the flag that stops it."""

    report: ImportReport = field(default_factory=ImportReport)
    file: ImportFile | None = None
    flag: Event = field(default_factory=Event)
    noted_at: float = 0.0

    @property
    def progress(self) -> ImportProgress:
        return ImportProgress(
            share=0.0 if self.file is None else self.file.share,
            conversations=self.report.conversations,
            messages=self.report.messages,
            duplicates=self.report.duplicates,
        )


class ImportService:
    """One import per user at a time."""

    def __init__(
        self,
        imports: ImportRepository,
        archives: ArchiveRepository,
        library: LibraryImports,
        shared: SharedMessageRepository,
        events: EventBus | None = None,
        runs: ImportRunRepository | None = None,
    ) -> None:
        self._imports = imports
        self._archives = archives
        self._library = library
        self._shared = shared
        self._events = events or EventBus()
        self._runs = runs
        self._running: dict[int, _Running] = {}

    async def progress(self, user_id: int) -> ImportProgress | None:
        """The progress of the user's import, here or on another worker; None if none is running."""
        if (running := self._running.get(user_id)) is not None:
            return running.progress
        return None if self._runs is None else await self._runs.progress(user_id)

    @asynccontextmanager
    async def started(self, user_id: int) -> AsyncGenerator[None]:
        """Mark an import or a preview as running for the block. Raises InvalidRequest if another one is."""
        if user_id in self._running:
            raise _is_running()
        self._running[user_id] = _Running()
        try:
            async with self._only_here(user_id):
                yield
        finally:
            del self._running[user_id]

    @asynccontextmanager
    async def _only_here(self, user_id: int) -> AsyncGenerator[None]:
        """Keep the user's other imports from running on other workers. Raises InvalidRequest if one is."""
        if self._runs is None:
            yield
            return
        if not await self._runs.begin(user_id):
            raise _is_running()
        try:
            yield
        finally:
            with FailureStreak(log, "An import is over, and other processes can't know yet."):
                await self._runs.end(user_id)

    async def recover(self) -> None:
        """Delete what a killed process left. Only for the serving process, before it serves."""
        await self._imports.clear()

    async def preview(self, user_id: int, path: Path) -> ImportReport:
        """The report that `run` would give; changes nothing. Raises InvalidRequest for an unreadable file."""
        seen: set[str] = set()

        async def look(archives: list[Archive]) -> list[Addition]:
            if not archives:
                return []
            known = seen | await self._imports.known(user_id, (archive.conversation.import_id for archive in archives))
            outcomes = [_first_sight(archive.conversation.import_id, known) for archive in archives]
            seen.update(archive.conversation.import_id for archive in archives)
            return outcomes

        return await self._go_through(user_id, path, look, self._library.started(user_id, is_preview=True), self._snapshots())

    async def run(self, user_id: int, path: Path) -> ImportReport:
        """Import conversations that aren't here yet. Those imported before a cancellation or a fault in the file stay."""
        await self._imports.clear_of(user_id)
        snapshots = self._snapshots()

        async def add(archives: list[Archive]) -> list[Addition]:
            return await self._imports.add(user_id, archives, snapshots.share_ids) if archives else []

        try:
            return await self._go_through(user_id, path, add, self._library.started(user_id, is_preview=False), snapshots)
        finally:
            self._events.publish(ConversationsChanged(user_id))

    def _snapshots(self) -> SnapshotImport:
        return SnapshotImport(self._shared)

    async def _go_through(
        self, user_id: int, path: Path, treat: Treatment, library: LibraryImport, snapshots: SnapshotImport
    ) -> ImportReport:
        running = self._running.get(user_id) or _Running()
        running.file = ImportFile(path)
        batches = batches_of(running.file)
        natives = await self._archives.native_ids(user_id)
        left_out: Counter[str] = Counter()
        try:
            while (batch := await in_thread(running.flag, next, batches, None)) is not None:
                if batch.is_start:
                    snapshots.start()
                report = await _with_library(running.report, batch, library)
                left_out += batch.entries_left_out
                placed = [library.placed(archive, left) for archive, left in zip(batch.archives, batch.left_out, strict=True)]
                own = [archive for archive in placed if archive.conversation.import_id not in natives]
                outcomes = iter(await treat(own))
                for archive, left in zip(placed, batch.left_out, strict=True):
                    is_native = archive.conversation.import_id in natives
                    outcome = Addition.KNOWN if is_native else next(outcomes)
                    report = _with(report, archive, outcome)
                    left_out += left if outcome is Addition.ADDED else Counter()
                await snapshots.add(batch.shared)
                report = _with_failures(report, batch.failed, batch.failures)
                running.report = replace(report, sources=tuple(sorted({*report.sources, *batch.sources})))
                await self._note(user_id, running)
        except Stopped as exc:
            raise NotSaved("The import was stopped.", hint="Chats added so far were kept. Import the file again.") from exc
        finally:
            batches.close()
        if not running.report.sources:
            raise no_export()
        return replace(running.report, left_out=dict(left_out))

    async def _note(self, user_id: int, running: _Running) -> None:
        """Let other workers know how far it is."""
        now = time.monotonic()
        if self._runs is not None and now - running.noted_at > NOTE_SECONDS:
            running.noted_at = now
            await self._runs.note(user_id, running.progress)


def _is_running() -> InvalidRequest:
    return InvalidRequest("Another import is already running.", hint="Wait for it to finish or cancel it.")


async def _with_library(report: ImportReport, batch: Batch, library: LibraryImport) -> ImportReport:
    if batch.is_start:
        library.start()
    instructions = await library.complete_instructions(batch.instructions, batch.entries_left_out) if batch.is_start else 0
    added = await library.add(batch.entries, batch.entries_left_out)
    return replace(
        report,
        instructions=report.instructions + instructions,
        projects=report.projects + added["projects"],
        folders=report.folders + added["folders"],
        prompts=report.prompts + added["prompts"],
    )


def _first_sight(import_id: str, known: set[str]) -> Addition:
    if import_id in known:
        return Addition.KNOWN
    known.add(import_id)
    return Addition.ADDED


def _with(report: ImportReport, archive: Archive, outcome: Addition) -> ImportReport:
    if outcome is Addition.KNOWN:
        return replace(report, duplicates=report.duplicates + 1)
    if outcome is Addition.REFUSED:
        return _with_failures(report, 1, [FailedConversation(title=archive.conversation.title, reason=REFUSED)])
    times = [message.created_at for message in archive.messages] or [archive.conversation.created_at]
    return replace(
        report,
        conversations=report.conversations + 1,
        messages=report.messages + len(archive.messages),
        artifacts=report.artifacts + len(archive.artifacts),
        shares=report.shares + len(archive.shares),
        first_at=min(time for time in (report.first_at, *times) if time is not None),
        last_at=max(time for time in (report.last_at, *times) if time is not None),
    )


def _with_failures(report: ImportReport, failed: int, failures: list[FailedConversation]) -> ImportReport:
    return replace(report, failed=report.failed + failed, failures=(*report.failures, *failures)[:MOST_FAILURES_TOLD])
