"""User accounts: the local user, team accounts, and conversations without an owner."""

from typing import Any, Final

from sqlalchemy import Row, SQLColumnExpression, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ownership import is_ownerless
from rxchat.db.schema.adoption_tables import AdoptedFileRow
from rxchat.db.schema.core_tables import ConversationRow, UserRow
from rxchat.domain.accounts import LOCAL_EMAIL, Account
from rxchat.domain.errors import InvalidRequest, NotFound, StartupFailed

_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(UserRow.id),
    col(UserRow.email),
    col(UserRow.name),
    col(UserRow.password_hash),
    col(UserRow.is_disabled),
    col(UserRow.last_login),
)
_CHOSEN: Final = (
    select(col(UserRow.id))
    .join(AdoptedFileRow, col(AdoptedFileRow.local_user_id) == col(UserRow.id))
    .order_by(col(AdoptedFileRow.id).desc())
    .limit(1)
)

_SOMEBODYS: Final = select(col(ConversationRow.id)).where(~is_ownerless()).limit(1)
_NAMED_AT_MOST: Final = 10


class UserRepository:
    """Email addresses are compared case-insensitively."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def local_user(self, email: str | None = None, *, may_create: bool = True) -> int:
        """The user of local mode: the one with `email`, if given. Raises StartupFailed if there is no such user.

        An adopted file with a single user belongs to that user, one with several to the user chosen on adoption. Without a choice
        none of them is assumed, so that nobody sees another person's conversations: StartupFailed says how to choose. Where
        nobody has conversations a local user is created, or 0 returned without `may_create`.
        """
        async with self._database.transaction() as session:
            if email is not None:
                return await _user_with(session, email)
            if (chosen := await session.scalar(_CHOSEN)) is not None:
                return chosen
            is_local = func.coalesce(UserRow.email, "") == LOCAL_EMAIL
            oldest = select(col(UserRow.id), is_local.label("is_local")).order_by(is_local.desc(), col(UserRow.id)).limit(2)
            users = (await session.execute(oldest)).all()
            if users and (users[0].is_local or len(users) == 1):
                return users[0].id
            if may_create and await session.scalar(_SOMEBODYS) is not None:
                raise await _nobody_chosen(session)
            return await _new_local_user(session) if may_create else 0

    @run_to_completion
    async def claim(self, user_id: int, *, is_alone: bool = False) -> int:
        """Give the user all ownerless conversations; with `is_alone` only if there is no other user. Returns how many."""
        claimed = update(ConversationRow).where(is_ownerless()).values(user_id=user_id)
        if is_alone:
            claimed = claimed.where(select(func.count(col(UserRow.id))).scalar_subquery() == 1)
        async with self._database.transaction() as session:
            return len((await session.scalars(claimed.returning(col(ConversationRow.id)))).all())

    @run_to_completion
    async def count_ownerless(self) -> int:
        async with self._database.session() as session:
            return (await session.execute(select(func.count()).select_from(ConversationRow).where(is_ownerless()))).scalar_one()

    @run_to_completion
    async def server_user(self, *, may_create: bool = True) -> int:
        """The owner of the keys that a team shares: an account nobody can sign in to, however many others there are.

        0 if it doesn't exist and may not be created.
        """
        async with self._database.transaction() as session:
            query = select(col(UserRow.id)).where(col(UserRow.email) == LOCAL_EMAIL).order_by(col(UserRow.id)).limit(1)
            user_id = await session.scalar(query)
            if user_id is not None:
                return user_id
            return await _new_local_user(session) if may_create else 0

    @run_to_completion
    async def list_all(self) -> list[Account]:
        async with self._database.session() as session:
            return [_account(row) for row in await session.execute(select(*_COLUMNS).order_by(col(UserRow.id)))]

    @run_to_completion
    async def get(self, user_id: int) -> Account:
        async with self._database.session() as session:
            row = (await session.execute(select(*_COLUMNS).where(col(UserRow.id) == user_id))).one_or_none()
        if row is None:
            raise NotFound("There is no such account.")
        return _account(row)

    @run_to_completion
    async def find(self, email: str) -> Account | None:
        is_it = func.lower(col(UserRow.email)) == email.strip().lower()
        async with self._database.session() as session:
            row = (await session.execute(select(*_COLUMNS).where(is_it).order_by(col(UserRow.id)).limit(1))).one_or_none()
        return None if row is None else _account(row)

    @run_to_completion
    async def add(self, email: str, name: str, password_hash: str) -> int:
        """Raises InvalidRequest if the address is taken."""
        email = email.strip().lower()
        async with self._database.transaction() as session:
            taken = select(col(UserRow.id)).where(func.lower(col(UserRow.email)) == email)
            if await session.scalar(taken) is not None:
                raise InvalidRequest(f"There is an account {email} already.", hint="`rxchat user passwd` sets its password.")
            return await _insert(session, email=email, name=name, password_hash=password_hash)

    async def set_password(self, user_id: int, password_hash: str) -> None:
        await self._set(user_id, password_hash=password_hash)

    async def set_disabled(self, user_id: int, *, is_disabled: bool) -> None:
        await self._set(user_id, is_disabled=is_disabled)

    @run_to_completion
    async def _set(self, user_id: int, **values: object) -> None:
        async with self._database.transaction() as session:
            await session.execute(update(UserRow).where(col(UserRow.id) == user_id).values(**values))


async def _nobody_chosen(session: AsyncSession) -> StartupFailed:
    emails = select(func.coalesce(func.nullif(col(UserRow.email), ""), col(UserRow.name))).order_by(col(UserRow.id))
    names = [name for name in await session.scalars(emails) if name]
    more = f" and {len(names) - _NAMED_AT_MOST} more" if len(names) > _NAMED_AT_MOST else ""
    return StartupFailed(
        f"The database has conversations of several people: {', '.join(names[:_NAMED_AT_MOST])}{more}.",
        hint="Say who you are with RXCHAT_LOCAL_USER=EMAIL.",
    )


async def _new_local_user(session: AsyncSession) -> int:
    return await _insert(session, email=LOCAL_EMAIL, name="Local user")


async def _insert(session: AsyncSession, **values: object) -> int:
    """Insert a user with an id that no conversation refers to: those of a deleted user must not pass to the new one."""
    last = select(func.coalesce(func.max(col(UserRow.id)), 0)).scalar_subquery()
    orphaned = await session.scalar(select(func.max(col(ConversationRow.user_id))).where(col(ConversationRow.user_id) > last))
    if orphaned is not None:
        values["id"] = orphaned + 1
    return (await session.execute(insert(UserRow).values(**values).returning(col(UserRow.id)))).scalar_one()


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
            f"No user in the database has the address {email}.", hint="Set RXCHAT_LOCAL_USER to one of its users, or not at all."
        )
    return user_id
