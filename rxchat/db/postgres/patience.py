"""Patience: how long the server is waited for. One that is frozen, or behind a cable that was pulled, refuses nothing.

Reads and writes then end with words after some seconds. A COMMIT is waited for: given up, nobody could tell whether it happened.
"""

import asyncio
from typing import Any, Final, Literal, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from rxchat.db.write_queue import WriteQueue

PATIENCE: Final = 10.0
"""Seconds for one statement, for a connection of the pool, and for the write before."""
_INTERVAL: Final = 0.1

T = TypeVar("T")


class ServerSilent(psycopg.OperationalError):
    def __init__(self) -> None:
        super().__init__("the server has not answered for some time")


class PatientConnection(psycopg.AsyncConnection[Any]):
    """A statement that isn't answered in time raises ServerSilent and closes the connection, so that nothing of it is kept."""

    patience: float = PATIENCE
    _is_committing = False

    async def wait(self, gen: PQGen[T], interval: float = _INTERVAL, timeout: float | None = None) -> T:  # noqa: ASYNC109 - psycopg's
        limit = None if self._is_committing else self.patience
        try:
            return await super().wait(gen, interval, limit if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if self.pgconn.transaction_status != TransactionStatus.ACTIVE:
                raise
            self.pgconn.finish()
            raise ServerSilent from error

    async def commit(self) -> None:
        self._is_committing = True
        try:
            await super().commit()
        finally:
            self._is_committing = False


class PatientQueue(WriteQueue):
    """A write queue in which nobody waits behind a write that the server doesn't answer: that raises ServerSilent."""

    def __init__(self, patience: float = PATIENCE) -> None:
        super().__init__()
        self._patience = patience
        self._taken_at = 0.0

    async def acquire(self) -> Literal[True]:
        if self.locked() or self.waiting:
            await self._wait()
        else:
            await super().acquire()
        self._taken_at = asyncio.get_running_loop().time()
        return True

    async def _wait(self) -> None:
        now = asyncio.get_running_loop().time
        turn = asyncio.ensure_future(super().acquire())  # a task keeps its place while it is looked at
        try:
            while not turn.done() and (left := self._taken_at + self._patience - now()) > 0:
                await asyncio.wait({turn}, timeout=left)
        except asyncio.CancelledError:
            if not turn.cancel():  # it came just now
                self.release()
            raise
        if turn.cancel():
            raise ServerSilent
