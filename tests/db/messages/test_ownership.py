from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.messages.ownership import is_ownerless, owned_by
from rxchat.db.schema.core_tables import ConversationRow

Sql = Callable[..., list[tuple[object, ...]]]


async def test_a_conversation_is_found_by_its_owner_alone_and_not_once_it_is_deleted(
    database: Database, user_id: int, stranger_id: int, path: Path, sql: Sql
) -> None:
    for id_, owner, is_deleted in ((1, user_id, 0), (2, user_id, None), (3, user_id, 1), (4, stranger_id, 0)):
        sql(path, "INSERT INTO conversations (id, user_id, is_deleted) VALUES (?, ?, ?)", id_, owner, is_deleted)
    async with database.session() as session:
        found = [
            set(await session.scalars(select(col(ConversationRow.id)).where(*owned_by(one)))) for one in (user_id, stranger_id)
        ]
    assert found == [{1, 2}, {4}]


async def test_a_conversation_of_a_user_who_is_gone_has_no_owner(database: Database, user_id: int, path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (1, ?)", user_id)
    sql(path, "INSERT INTO conversations (id, user_id) VALUES (2, 4711)")
    async with database.session() as session:
        assert (await session.scalars(select(col(ConversationRow.id)).where(is_ownerless()))).all() == [2]
