"""Parents: setting the parent of many messages at once."""

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
    """Set parents by message id."""
    if parents:
        # On the connection: the session would treat a list of values as a bulk update by primary key.
        rows = [{"child_id": child_id, "parent_id": parent_id} for child_id, parent_id in parents.items()]
        await (await session.connection()).execute(_SET_PARENT, rows)
