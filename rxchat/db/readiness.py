"""Readiness: whether the database can be read and written, cached for frequent health checks."""

import asyncio
import logging
import shutil
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db.files import QUICK_CHECK, reading
from rxchat.domain.errors import NotSaved, StartupFailed

CACHED: Final = 5.0
"""Seconds that a result is reused."""
TIMEOUT: Final = 3.0
"""Seconds after which a check that hasn't answered has failed."""
READ_AGAIN: Final = 10.0
SHARE: Final = 50
"""The whole file is read at most every ten seconds, and for at most 1/50 of the time."""
LEAST_SPACE: Final = 2**20
"""Bytes; less counts as a full disk."""
_DAMAGED: Final = "The database is damaged. Stop rxchat and put back a copy: `rxchat db restore FILE`."
# Changes nothing, but takes the write lock and writes a page.
_WRITE: Final = text("UPDATE key_checks SET value = value")

log = logging.getLogger(__name__)

Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]


class Readiness:
    """Checks only when asked, at most once at a time; reads the whole file in the background."""

    def __init__(self, path: Path, transaction: Transaction, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._transaction = transaction
        self._clock = clock
        self._last: tuple[float, str] = (float("-inf"), "")
        self._check: asyncio.Task[str] | None = None
        self._damage = ""
        self._read_again_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    def note_damage(self) -> None:
        """SQLite hit a damaged page: report that until a full read finds the file sound."""
        self._damage, self._read_again_at, self._last = _DAMAGED, float("-inf"), (float("-inf"), "")

    async def problem(self) -> str:
        """The problem and what to do about it; empty if there is none."""
        asked_at, last = self._last
        if self._clock() - asked_at < CACHED:
            return last
        if self._check is None or self._check.done():
            self._check = asyncio.create_task(self._run_check())
        await asyncio.wait({self._check}, timeout=TIMEOUT)
        found = self._check.result() if self._check.done() else "The database takes no writes: it is busy."
        self._last = self._clock(), found
        if found and found != last:
            log.warning("The database does not answer as it should. %s", found)
        return found

    async def aclose(self) -> None:
        """Wait for running checks."""
        under_way = {task for task in (self._check, self._reading) if task is not None}
        if under_way:
            await asyncio.wait(under_way)

    async def _run_check(self) -> str:
        await self._read_whole()
        return self._damage or await self._written() or await asyncio.to_thread(self._space)

    async def _written(self) -> str:
        try:
            async with self._transaction() as session:
                await session.execute(_WRITE)
        except NotSaved as error:
            return f"{error.cause} {error.hint}"
        return ""

    def _space(self) -> str:
        is_full = shutil.disk_usage(self._path.parent).free < LEAST_SPACE
        return "The disk is full, or nearly so. Free some space." if is_full else ""

    async def _read_whole(self) -> None:
        """Start reading the whole file if due. A small file is read before this returns."""
        is_due = self._clock() >= self._read_again_at
        if is_due and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._find_damage())
        if self._reading is not None:
            await asyncio.wait({self._reading}, timeout=TIMEOUT / 3)

    async def _find_damage(self) -> None:
        started = self._clock()
        self._damage = await asyncio.to_thread(damage_of, self._path)
        seconds = self._clock() - started
        self._read_again_at = self._clock() + max(READ_AGAIN, seconds * SHARE)


def damage_of(path: Path) -> str:
    """The damage that a fresh connection finds, regardless of what open connections have cached."""
    try:
        with reading(path) as connection:
            found = [row[0] for row in connection.execute(QUICK_CHECK.format(1))]
    except StartupFailed as error:
        return f"{error.message} {error.hint}".replace(str(path), path.name)
    return "" if found == ["ok"] else _DAMAGED
