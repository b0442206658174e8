"""Appending: what came of growing answers, written several times a second. Answers that grow at once share a transaction.

Where several workers write, each such transaction is a heartbeat as well.
"""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from rxchat.db.database import Database
from rxchat.db.messages.fence import is_renewed
from rxchat.db.messages.growth import Growth, Written, grow, has_replaced
from rxchat.domain.errors import InvalidRequest, WorkerLost


class _Piece(NamedTuple):
    growth: Growth
    is_written: asyncio.Future[None]

    @property
    def answer(self) -> int:
        return self.growth.answer


class Appender:
    """Writes pieces of answers: all that wait in one step of a thread, from BEGIN to COMMIT.

    When a server is lost in the middle of a COMMIT, nobody knows whether it happened. What is then written again takes the place
    of what may be there.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers = database.open_answers
        self._waiting: list[_Piece] = []
        self._writing: asyncio.Task[None] | None = None
        self._written: dict[int, Written] = {}
        self._doubtful: set[int] = set()

    async def append(self, answer: int, text: str, thinking: str) -> None:
        """Returns once it is committed. Raises NotSaved, WorkerLost, and InvalidRequest for an answer that is finished."""
        piece = _Piece(Growth(answer, text, thinking), asyncio.get_running_loop().create_future())
        self._waiting.append(piece)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await piece.is_written

    def doubt(self, answer: int) -> Written | None:
        """What is certain of an answer of which more may be saved; None where all is certain."""
        return self._written.get(answer, Written()) if answer in self._doubtful else None

    def forget(self, answer: int) -> None:
        """It has ended."""
        self._written.pop(answer, None)
        self._doubtful.discard(answer)

    async def _write(self) -> None:
        while self._waiting:
            pieces = self._next()
            try:
                grown = await self._database.transact_aside(lambda connection, pieces=pieces: self._grow(connection, pieces))
            except BaseException as exc:
                if isinstance(exc, WorkerLost):
                    self._answers.is_lost.set()
                self._doubtful.update(piece.answer for piece in pieces if self._answers.worker is not None)
                for piece in pieces:
                    if not piece.is_written.done():
                        piece.is_written.set_exception(exc)
                if not isinstance(exc, Exception):
                    raise
                continue
            for piece in pieces:
                has_grown = piece.answer in grown
                self._note(piece.growth, has_grown=has_grown)
                if piece.is_written.done():  # nobody waits any more
                    continue
                if has_grown:
                    piece.is_written.set_result(None)
                else:
                    piece.is_written.set_exception(is_finished())

    def _next(self) -> list[_Piece]:
        """The first piece of each answer, in the order in which rows are locked."""
        first: dict[int, _Piece] = {}
        self._waiting = [piece for piece in self._waiting if first.setdefault(piece.answer, piece) is not piece]
        return [first[answer] for answer in sorted(first)]

    def _note(self, piece: Growth, *, has_grown: bool) -> None:
        if self._answers.worker is None or not has_grown:
            return
        text, thinking = self._written.get(piece.answer, Written())
        self._written[piece.answer] = Written(text + len(piece.text), thinking + len(piece.thinking))
        self._doubtful.discard(piece.answer)

    def _grow(self, connection: Connection, pieces: Sequence[_Piece]) -> set[int]:
        """Returns the answers that have grown."""
        if self._answers.worker is not None and not is_renewed(connection, self._answers.worker):
            raise WorkerLost
        certain, doubtful = list[Growth](), list[tuple[Growth, Written]]()
        for piece, _is_written in pieces:
            doubt = self.doubt(piece.answer)
            if doubt is None:
                certain.append(piece)
            else:
                doubtful.append((piece, doubt))
        return grow(connection, certain) | {piece.answer for piece, doubt in doubtful if has_replaced(connection, piece, doubt)}


def is_finished() -> InvalidRequest:
    return InvalidRequest("This answer is finished; nothing can be added to it.")
