"""Answer persister: writes an answer to the database as it streams in."""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from typing import Protocol

from rxchat.domain.artifacts import Artifact
from rxchat.domain.conversations import Outcome
from rxchat.domain.errors import NotSaved
from rxchat.domain.reasoning import AnswerParts
from rxchat.services.failure_streaks import FailureStreak

FLUSH_SECONDS = 0.25
SHARED_FLUSH_SECONDS = 0.2
"""Where several workers write: one that is killed then costs 250 ms at most, with the time that its commits take."""
FLUSH_CHARACTERS = 2048

log = logging.getLogger(__name__)


class ReplyStore(Protocol):
    """Where a reply is kept: the part of `MessageRepository` the persister needs."""

    def append(self, message_id: int, *, text: str = "", thinking: str = "") -> Awaitable[None]: ...

    def finish(
        self,
        message_id: int,
        outcome: Outcome,
        *,
        text: str = "",
        thinking: str = "",
        whole: AnswerParts | None = None,
        artifacts: Sequence[Artifact] = (),
    ) -> Awaitable[None]: ...


class AnswerPersister:
    """Saves what came every 250 ms, or `every` so many seconds, or 2 KB, whichever is first: a crash costs no more than that.

    Only the new text travels to the database: the cost of an answer grows with its length. A save that fails is tried again
    with the next; the log hears of the first of several in a row.
    """

    def __init__(self, store: ReplyStore, reply_id: int, every: float | None = None) -> None:
        self._store = store
        self._reply_id = reply_id
        self._every = every or FLUSH_SECONDS
        self._text: list[str] = []
        self._thinking: list[str] = []
        self._pending = 0
        self._is_pending = asyncio.Event()
        self._due = asyncio.Event()
        self._is_over = False
        self._streak = FailureStreak(log, f"A part of answer {reply_id} can't be saved yet.")
        self._saving = asyncio.create_task(self._save_at_intervals())

    def add(self, *, text: str = "", thinking: str = "") -> None:
        if text:
            self._text.append(text)
        if thinking:
            self._thinking.append(thinking)
        self._note(text, thinking)
        if self._pending >= FLUSH_CHARACTERS:
            self._due.set()

    async def finish(self, outcome: Outcome, whole: AnswerParts | None = None, artifacts: Sequence[Artifact] = ()) -> None:
        """Save the rest, or the answer as a `whole`, with how it ended and its artifacts.

        What could not be saved is kept for another call.
        """
        self._is_over = True
        self._is_pending.set()
        self._due.set()
        # A save under way is let through: cancelled, nobody could tell whether it was written.
        await asyncio.wait([self._saving])
        text, thinking = self._take()
        try:
            await self._store.finish(self._reply_id, outcome, text=text, thinking=thinking, whole=whole, artifacts=artifacts)
        except NotSaved:
            self._put_back(text, thinking)
            raise

    async def _save_at_intervals(self) -> None:
        while not self._is_over:
            await self._is_pending.wait()  # while a vendor says nothing, there is nothing to wake up for
            with suppress(TimeoutError):
                async with asyncio.timeout(_next_flush(self._every)):
                    await self._due.wait()
            if not self._is_over:
                await self._save()

    async def _save(self) -> None:
        text, thinking = self._take()
        with self._streak:
            await self._store.append(self._reply_id, text=text, thinking=thinking)
            return
        self._put_back(text, thinking)

    def _put_back(self, text: str, thinking: str) -> None:
        self._text.insert(0, text)
        self._thinking.insert(0, thinking)
        self._note(text, thinking)

    def _note(self, text: str, thinking: str) -> None:
        self._pending += len(text) + len(thinking)
        if self._pending:
            self._is_pending.set()

    def _take(self) -> tuple[str, str]:
        taken = "".join(self._text), "".join(self._thinking)
        self._text, self._thinking, self._pending = [], [], 0
        self._is_pending.clear()
        self._due.clear()
        return taken


def _next_flush(every: float) -> float:
    """Seconds to the next save, the same moment for all answers: they are then written in one transaction."""
    return every - asyncio.get_running_loop().time() % every
