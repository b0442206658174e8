"""Whether the database can be read and written, for those who ask again and again."""

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

from rxchat.db.files import reading
from rxchat.domain.errors import NotSaved, StartupFailed

BELIEVED: Final = 5.0
"""Seconds that an answer is given again."""
WITHIN: Final = 3.0
"""Seconds after which what has not answered is not well."""
READ_AGAIN: Final = 10.0
SHARE: Final = 50
"""The whole file is read at most every ten seconds, and for at most a fiftieth of the time."""
LEAST_SPACE: Final = 2**20
"""Bytes: less is as good as nothing."""
_DAMAGED: Final = "The database is damaged. Stop rxchat and put back a copy: `rxchat db restore FILE`."
# It changes nothing, and is written all the same.
_WRITE: Final = text("UPDATE key_checks SET value = value")

log = logging.getLogger(__name__)

Transaction = Callable[[], AbstractAsyncContextManager[AsyncSession]]


class Readiness:
    """Looks at the database only when it is asked, and at the whole file beside all else."""

    def __init__(self, path: Path, transaction: Transaction, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._transaction = transaction
        self._clock = clock
        self._known: tuple[float, str] = (float("-inf"), "")
        self._looking: asyncio.Task[str] | None = None
        self._damage = ""
        self._read_again_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None

    def note_damage(self) -> None:
        """SQLite has met a damaged page: that is so until the file has been read whole and is sound."""
        self._damage, self._read_again_at, self._known = _DAMAGED, float("-inf"), (float("-inf"), "")

    async def problem(self) -> str:
        """What is wrong, and what to do; empty where nothing is."""
        asked_at, known = self._known
        if self._clock() - asked_at < BELIEVED:
            return known
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        await asyncio.wait({self._looking}, timeout=WITHIN)
        found = self._looking.result() if self._looking.done() else "The database takes no writes: it is busy."
        self._known = self._clock(), found
        if found and found != known:
            log.warning("The database does not answer as it should. %s", found)
        return found

    async def aclose(self) -> None:
        """Wait for what is under way."""
        under_way = {task for task in (self._looking, self._reading) if task is not None}
        if under_way:
            await asyncio.wait(under_way)

    async def _look(self) -> str:
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
        """Begin to read the file where that is due. A small one is read before this returns."""
        is_due = self._clock() >= self._read_again_at
        if is_due and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._find_damage())
        if self._reading is not None:
            await asyncio.wait({self._reading}, timeout=WITHIN / 3)

    async def _find_damage(self) -> None:
        begun = self._clock()
        self._damage = await asyncio.to_thread(damage_of, self._path)
        taken = self._clock() - begun
        self._read_again_at = self._clock() + max(READ_AGAIN, taken * SHARE)


def damage_of(path: Path) -> str:
    """What is wrong with a file, read from its disk and not from what a connection remembers."""
    try:
        with reading(path) as connection:
            found = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    except StartupFailed as error:
        return f"{error.message} {error.hint}".replace(str(path), path.name)
    return "" if found == ["ok"] else _DAMAGED
