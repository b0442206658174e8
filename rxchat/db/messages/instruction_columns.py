"""Instruction columns: what is read with a conversation to tell its model how to answer."""

from typing import Any, Final, cast

from sqlalchemy import Row, SQLColumnExpression, select
from sqlmodel import col

from rxchat.db.column_types import read_object
from rxchat.db.schema.core_tables import ConversationRow, UserRow
from rxchat.db.schema.legacy_tables import ProjectRow
from rxchat.domain.instructions import InstructionLevel, Instructions, read_custom

OFF: Final = "instructions_off"
"""In the conversation's settings: the levels that aren't sent there."""
_LEVELS: Final = {level.value: level for level in InstructionLevel}
# A project of somebody else gives nothing away, whatever the conversation's row says.
_OF_PROJECT: Final = (
    col(ProjectRow.id) == col(ConversationRow.project_id),
    col(ProjectRow.user_id) == col(ConversationRow.user_id),
)


def custom_of(user_id: Any) -> SQLColumnExpression[str | None]:
    return select(col(UserRow.custom_instructions)).where(col(UserRow.id) == user_id).scalar_subquery().label("custom")


COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(ConversationRow.settings),
    col(ConversationRow.provider),
    custom_of(col(ConversationRow.user_id)),
    select(col(ProjectRow.custom_instructions)).where(*_OF_PROJECT).scalar_subquery().label("project"),
    select(col(ProjectRow.name)).where(*_OF_PROJECT).scalar_subquery().label("project_name"),
)


def instructions_in(row: Row[*tuple[Any, ...]]) -> Instructions:
    """From a row of COLUMNS."""
    return Instructions(
        custom=read_custom(row.custom),
        project=row.project or "",
        project_name=row.project_name or "",
        provider=row.provider or "",
        off=levels_off(row.settings),
    )


def levels_off(settings: str | None) -> frozenset[InstructionLevel]:
    found = read_object(settings).get(OFF)
    names = cast(list[object], found) if isinstance(found, list) else []
    return frozenset(_LEVELS[name] for name in names if isinstance(name, str) and name in _LEVELS)
