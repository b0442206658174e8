"""Who uses rxchat."""

from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.sqlite import insert
from sqlmodel import col

from rxchat.db.engine import Database, carried_through
from rxchat.db.rows import UserRow

LOCAL_EMAIL: Final = "local@localhost"


class UserRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @carried_through
    async def local_user(self) -> int:
        """The one person of local mode.

        An adopted file with one user is that user's. In one with several nobody's conversations are shown to somebody who
        has not signed in: the local user is a new one.
        """
        async with self._database.transaction() as session:
            is_local = func.coalesce(UserRow.email, "") == LOCAL_EMAIL
            known = select(col(UserRow.id), is_local.label("is_local")).order_by(is_local.desc(), col(UserRow.id)).limit(2)
            users = (await session.execute(known)).all()
            if users and (users[0].is_local or len(users) == 1):
                return users[0].id
            new = insert(UserRow).values(email=LOCAL_EMAIL, name="Local user").returning(col(UserRow.id))
            return (await session.execute(new)).scalar_one()
