"""Which message each message follows."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import bindparam, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.schema.core_tables import MessageRow

_SET_PARENT: Final = (
    update(MessageRow).where(col(MessageRow.id) == bindparam("child_id")).values(parent_message_id=bindparam("parent_id"))
)


async def set_parents(session: AsyncSession, parents: Mapping[int, int | None]) -> None:
    """Set the parent of each message, by its id."""
    if parents:
        # Through the connection: the session would take a list of values for an update by primary key.
        rows = [{"child_id": child_id, "parent_id": parent_id} for child_id, parent_id in parents.items()]
        await (await session.connection()).execute(_SET_PARENT, rows)
