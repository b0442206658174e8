"""Who uses rxchat."""

from typing import Any, Final

from sqlalchemy import Row, SQLColumnExpression, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.engine import Database, carried_through
from rxchat.db.rows import UserRow
from rxchat.domain.errors import InvalidRequest, NotFound, StartupFailed
from rxchat.domain.people import Account

LOCAL_EMAIL: Final = "local@localhost"
_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(UserRow.id),
    col(UserRow.email),
    col(UserRow.name),
    col(UserRow.password_hash),
    col(UserRow.is_disabled),
    col(UserRow.last_login),
)


class UserRepository:
    """An account's address is compared without regard to upper and lower case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @carried_through
    async def local_user(self, email: str | None = None) -> int:
        """The one person of local mode: the one with that address, where one is given. Raises StartupFailed when there is none.

        An adopted file with one user is that user's. In one with several nobody's conversations are shown to somebody who
        has not said who they are: the local user is a new one.
        """
        async with self._database.transaction() as session:
            if email is not None:
                return await _user_with(session, email)
            is_local = func.coalesce(UserRow.email, "") == LOCAL_EMAIL
            known = select(col(UserRow.id), is_local.label("is_local")).order_by(is_local.desc(), col(UserRow.id)).limit(2)
            users = (await session.execute(known)).all()
            if users and (users[0].is_local or len(users) == 1):
                return users[0].id
            return await _new_local_user(session)

    @carried_through
    async def server_user(self) -> int:
        """Whose the keys are that a team shares: nobody who can sign in, and the same one however many accounts there are."""
        async with self._database.transaction() as session:
            known = select(col(UserRow.id)).where(col(UserRow.email) == LOCAL_EMAIL).order_by(col(UserRow.id)).limit(1)
            user_id = await session.scalar(known)
            if user_id is not None:
                return user_id
            return await _new_local_user(session)

    @carried_through
    async def list_all(self) -> list[Account]:
        async with self._database.session() as session:
            return [_account(row) for row in await session.execute(select(*_COLUMNS).order_by(col(UserRow.id)))]

    @carried_through
    async def get(self, user_id: int) -> Account:
        async with self._database.session() as session:
            row = (await session.execute(select(*_COLUMNS).where(col(UserRow.id) == user_id))).one_or_none()
        if row is None:
            raise NotFound("There is no such account.")
        return _account(row)

    @carried_through
    async def find(self, email: str) -> Account | None:
        is_it = func.lower(col(UserRow.email)) == email.strip().lower()
        async with self._database.session() as session:
            row = (await session.execute(select(*_COLUMNS).where(is_it).order_by(col(UserRow.id)).limit(1))).one_or_none()
        return None if row is None else _account(row)

    @carried_through
    async def add(self, email: str, name: str, password_hash: str) -> int:
        """Raises InvalidRequest when the address is taken."""
        email = email.strip().lower()
        async with self._database.transaction() as session:
            taken = select(col(UserRow.id)).where(func.lower(col(UserRow.email)) == email)
            if await session.scalar(taken) is not None:
                raise InvalidRequest(f"There is an account {email} already.", hint="`rxchat user passwd` sets its password.")
            new = insert(UserRow).values(email=email, name=name, password_hash=password_hash).returning(col(UserRow.id))
            return (await session.execute(new)).scalar_one()

    async def set_password(self, user_id: int, password_hash: str) -> None:
        await self._set(user_id, password_hash=password_hash)

    async def set_disabled(self, user_id: int, *, is_disabled: bool) -> None:
        await self._set(user_id, is_disabled=is_disabled)

    @carried_through
    async def _set(self, user_id: int, **values: object) -> None:
        async with self._database.transaction() as session:
            await session.execute(update(UserRow).where(col(UserRow.id) == user_id).values(**values))


async def _new_local_user(session: AsyncSession) -> int:
    new = insert(UserRow).values(email=LOCAL_EMAIL, name="Local user").returning(col(UserRow.id))
    return (await session.execute(new)).scalar_one()


def _account(row: Row[*tuple[Any, ...]]) -> Account:
    return Account(
        id=row.id,
        email=row.email or "",
        name=row.name or "",
        password_hash=row.password_hash,
        is_disabled=bool(row.is_disabled),
        last_login_at=row.last_login,
    )


async def _user_with(session: AsyncSession, email: str) -> int:
    same = func.lower(col(UserRow.email)) == email.lower()
    user_id = await session.scalar(select(col(UserRow.id)).where(same).order_by(col(UserRow.id)).limit(1))
    if user_id is None:
        raise StartupFailed(
            f"Nobody in the database has the address {email}.", hint="Set RXCHAT_LOCAL_USER to one of its users, or not at all."
        )
    return user_id
