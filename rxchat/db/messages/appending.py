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


_GROWING: Final = update(_TABLE).where(_TABLE.c.id == bindparam("answer"), IS_STREAMING)
_GROWTH: Final = _GROWING.values(content=_grown("content", "more_text"), thinking=_grown("thinking", "more_thinking"))
"""SQL concatenates, so the cost depends on the new text alone."""


class Written(NamedTuple):
    """How many characters of an answer were saved for certain."""

    text: int = 0
    thinking: int = 0

    def grown(self, text: str, thinking: str) -> dict[str, ColumnElement[str]]:
        """The columns that grow, with these texts after the certain ones, in the place of whatever may follow them already."""
        given = {"content": (self.text, text), "thinking": (self.thinking, thinking)}
        return {
            name: func.substr(func.coalesce(_TABLE.c[name], ""), 1, at).concat(more) for name, (at, more) in given.items() if more
        }


class _Piece(NamedTuple):
    answer: int
    text: str
    thinking: str
    is_written: asyncio.Future[None]


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
        piece = _Piece(answer, text, thinking, asyncio.get_running_loop().create_future())
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
            pieces, self._waiting = sorted(self._waiting, key=lambda piece: piece.answer), []  # rows are locked in their order
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
            for piece, has_grown in zip(pieces, grown, strict=True):
                self._note(piece, has_grown=has_grown)
                if piece.is_written.done():  # nobody waits any more
                    continue
                if has_grown:
                    piece.is_written.set_result(None)
                else:
                    piece.is_written.set_exception(is_finished())

    def _note(self, piece: _Piece, *, has_grown: bool) -> None:
        if self._answers.worker is None or not has_grown:
            return
        text, thinking = self._written.get(piece.answer, Written())
        self._written[piece.answer] = Written(text + len(piece.text), thinking + len(piece.thinking))
        self._doubtful.discard(piece.answer)

    def _grow(self, connection: Connection, pieces: Sequence[_Piece]) -> list[bool]:
        if self._answers.worker is not None and not is_renewed(connection, self._answers.worker):
            raise WorkerLost
        doubts = {piece.answer: doubt for piece in pieces if (doubt := self.doubt(piece.answer)) is not None}
        return [self._grow_one(connection, piece, doubts.pop(piece.answer, None)) for piece in pieces]

    def _grow_one(self, connection: Connection, piece: _Piece, certain: Written | None) -> bool:
        if certain is not None:
            replaced = _GROWING.values(certain.grown(piece.text, piece.thinking))
            return connection.execute(replaced, {"answer": piece.answer}).rowcount == 1
        named = {"answer": piece.answer, "more_text": piece.text, "more_thinking": piece.thinking}
        return connection.execute(_GROWTH, named).rowcount == 1


def is_finished() -> InvalidRequest:
    return InvalidRequest("This answer is finished; nothing can be added to it.")


def growth(
    message_id: int, text: str, thinking: str, ending: Mapping[str, object], certain: Written | None = None
) -> ReturningUpdate[int]:
    """Appends the last text to a streaming answer, after what is `certain` of it, and ends it; gives its conversation's id."""
    values = dict(ending)
    if certain is not None:
        values |= certain.grown(text, thinking)
        text = thinking = ""
    if text:
        values["content"] = func.coalesce(col(MessageRow.content), "").concat(text)
    if thinking:
        values["thinking"] = func.coalesce(col(MessageRow.thinking), "").concat(thinking)
    change = update(MessageRow).where(col(MessageRow.id) == message_id, IS_STREAMING).values(**values)
    return change.returning(col(MessageRow.conversation_id))
