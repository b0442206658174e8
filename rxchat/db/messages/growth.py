"""Growth: the statements that add to streaming answers. SQL concatenates, so the cost depends on the new text alone."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, cast

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Connection, Table, Text, bindparam, case, column, func, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import col

from rxchat.db.messages.streaming import IS_STREAMING
from rxchat.db.schema.core_tables import MessageRow

_TABLE: Final = cast(Table, getattr(MessageRow, "__table__"))  # noqa: B009 - SQLModel doesn't declare it


class Growth(NamedTuple):
    """What is added to an answer."""

    answer: int
    text: str
    thinking: str


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


def _longer(name: str, more: str | ColumnElement[str]) -> ColumnElement[str]:
    return func.coalesce(_TABLE.c[name], "").concat(more)


def _grown(text: ColumnElement[str], thinking: ColumnElement[str]) -> dict[str, ColumnElement[str]]:
    """Text that hasn't grown stays as it is, also where there is none."""
    given = {"content": text, "thinking": thinking}
    return {name: case((more == "", _TABLE.c[name]), else_=_longer(name, more)) for name, more in given.items()}


_ONE: Final = update(_TABLE).where(_TABLE.c.id == bindparam("answer"), IS_STREAMING)
_GROW_ONE: Final = _ONE.values(_grown(bindparam("more_text", type_=Text()), bindparam("more_thinking", type_=Text())))

_PIECES: Final = (
    func.unnest(
        bindparam("answers", type_=ARRAY(BigInteger)).cast(ARRAY(BigInteger)),
        bindparam("texts", type_=ARRAY(Text)).cast(ARRAY(Text)),
        bindparam("thoughts", type_=ARRAY(Text)).cast(ARRAY(Text)),
    )
    .table_valued(column("answer", BigInteger), column("text", Text), column("thinking", Text))
    .render_derived()
)
_GROW_ALL: Final = (
    update(_TABLE)
    .where(_TABLE.c.id == _PIECES.c.answer, IS_STREAMING)
    .values(_grown(_PIECES.c.text, _PIECES.c.thinking))
    .returning(_TABLE.c.id)
)
"""PostgreSQL's, where a statement for each answer is a trip to the server for each."""


def grow(connection: Connection, pieces: Sequence[Growth]) -> set[int]:
    """Add to answers, one piece to each. Returns those that have grown: the others are finished."""
    if not pieces:
        return set()
    if connection.dialect.name == "postgresql":
        answers, texts, thoughts = (list(values) for values in zip(*pieces, strict=True))
        return set(connection.scalars(_GROW_ALL, {"answers": answers, "texts": texts, "thoughts": thoughts}))
    return {piece.answer for piece in pieces if _has_grown(connection, piece)}


def _has_grown(connection: Connection, piece: Growth) -> bool:
    named = {"answer": piece.answer, "more_text": piece.text, "more_thinking": piece.thinking}
    return connection.execute(_GROW_ONE, named).rowcount == 1


def has_replaced(connection: Connection, piece: Growth, certain: Written) -> bool:
    """Put a piece after what is certain of its answer. Returns whether the answer isn't finished."""
    return connection.execute(_ONE.values(certain.grown(piece.text, piece.thinking)), {"answer": piece.answer}).rowcount == 1


def end_of(
    message_id: int, text: str, thinking: str, ending: Mapping[str, object], certain: Written | None = None
) -> ReturningUpdate[int]:
    """Appends the last text to a streaming answer, after what is `certain` of it, and ends it; gives its conversation's id."""
    if certain is None:
        given = {"content": text, "thinking": thinking}
        grown = {name: _longer(name, more) for name, more in given.items() if more}
    else:
        grown = certain.grown(text, thinking)
    change = update(MessageRow).where(col(MessageRow.id) == message_id, IS_STREAMING).values(**{**ending, **grown})
    return change.returning(col(MessageRow.conversation_id))
