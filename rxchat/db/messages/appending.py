"""Appending: what came of growing answers, written several times a second. Answers that grow at once share a transaction.

Where several workers write, each such transaction is a heartbeat as well.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, cast

from sqlalchemy import ColumnElement, Connection, Table, Text, bindparam, case, func, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.messages.fence import is_renewed
from rxchat.db.messages.streaming import IS_STREAMING
from rxchat.db.schema.core_tables import MessageRow
from rxchat.domain.errors import InvalidRequest, WorkerLost

_TABLE: Final = cast(Table, getattr(MessageRow, "__table__"))  # noqa: B009 - SQLModel doesn't declare it


def _grown(name: str, more: str) -> ColumnElement[str]:
    """Text that hasn't grown stays as it is, also where there is none."""
    column, piece = _TABLE.c[name], bindparam(more, type_=Text())
    return case((piece == "", column), else_=func.coalesce(column, "").concat(piece))


_GROWTH: Final = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("answer"), IS_STREAMING)
    .values(content=_grown("content", "more_text"), thinking=_grown("thinking", "more_thinking"))
)
"""SQL concatenates, so the cost depends on the new text alone."""


class _Piece(NamedTuple):
    answer: int
    text: str
    thinking: str
    is_written: asyncio.Future[None]


class Appender:
    """Writes pieces of answers: all that wait in one step of a thread, from BEGIN to COMMIT."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers = database.open_answers
        self._waiting: list[_Piece] = []
        self._writing: asyncio.Task[None] | None = None

    async def append(self, answer: int, text: str, thinking: str) -> None:
        """Returns once it is committed. Raises NotSaved, WorkerLost, and InvalidRequest for an answer that is finished."""
        piece = _Piece(answer, text, thinking, asyncio.get_running_loop().create_future())
        self._waiting.append(piece)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())
        await piece.is_written

    async def _write(self) -> None:
        while self._waiting:
            pieces, self._waiting = self._waiting, []
            try:
                grown = await self._database.transact(lambda connection, pieces=pieces: self._written(connection, pieces))
            except BaseException as exc:
                if isinstance(exc, WorkerLost):
                    self._answers.is_lost.set()
                for piece in pieces:
                    if not piece.is_written.done():
                        piece.is_written.set_exception(exc)
                if not isinstance(exc, Exception):
                    raise
                continue
            for piece, has_grown in zip(pieces, grown, strict=True):
                if piece.is_written.done():  # nobody waits any more
                    continue
                if has_grown:
                    piece.is_written.set_result(None)
                else:
                    piece.is_written.set_exception(is_finished())

    def _written(self, connection: Connection, pieces: Sequence[_Piece]) -> list[bool]:
        if self._answers.worker is not None and not is_renewed(connection, self._answers.worker):
            raise WorkerLost
        return [
            connection.execute(
                _GROWTH, {"answer": piece.answer, "more_text": piece.text, "more_thinking": piece.thinking}
            ).rowcount
            == 1
            for piece in pieces
        ]


def is_finished() -> InvalidRequest:
    return InvalidRequest("This answer is finished; nothing can be added to it.")


def growth(message_id: int, text: str, thinking: str, ending: Mapping[str, object]) -> ReturningUpdate[int]:
    """Appends the last text to a streaming answer and ends it; gives its conversation's id."""
    values = dict(ending)
    if text:
        values["content"] = func.coalesce(col(MessageRow.content), "").concat(text)
    if thinking:
        values["thinking"] = func.coalesce(col(MessageRow.thinking), "").concat(thinking)
    change = update(MessageRow).where(col(MessageRow.id) == message_id, IS_STREAMING).values(**values)
    return change.returning(col(MessageRow.conversation_id))
