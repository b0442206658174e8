"""Sessions and sign-in links, stored by the digests of their secrets."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, insert, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.core_tables import UserRow
from rxchat.db.schema.session_tables import SessionRow, SignInLinkRow
from rxchat.domain.accounts import Person, Session
from rxchat.domain.timestamps import EPOCH

_OF_AN_ACTIVE_USER: Final = (col(UserRow.id) == col(SessionRow.user_id), col(UserRow.is_disabled).is_not(True))


def _is_current(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return col(SessionRow.expires_at) > now


_STILL_VALID: Final = (
    select(col(SessionRow.id))
    .join(UserRow, _OF_AN_ACTIVE_USER[0])
    .where(col(SessionRow.id).in_(bindparam("ids", expanding=True)), _is_current(bindparam("now")), _OF_AN_ACTIVE_USER[1])
)


class SessionRepository:
    """A session is valid until it expires or its user is disabled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def add(self, user_id: int, secret_digest: str, *, user_agent: str, expires_at: datetime) -> int:
        now = datetime.now(UTC)
        new = insert(SessionRow).values(
            user_id=user_id,
            secret_digest=secret_digest,
            user_agent=user_agent,
            created_at=now,
            last_seen_at=now,
            expires_at=expires_at,
        )
        signed_in = update(UserRow).where(col(UserRow.id) == user_id).values(last_login=now)
        async with self._database.transaction() as session:
            await session.execute(delete(SessionRow).where(~_is_current(now)))
            await session.execute(signed_in)
            return (await session.execute(new.returning(col(SessionRow.id)))).scalar_one()

    @run_to_completion
    async def find(self, secret_digest: str) -> Person | None:
        query = (
            select(col(SessionRow.id), col(SessionRow.user_id))
            .join(UserRow, _OF_AN_ACTIVE_USER[0])
            .where(col(SessionRow.secret_digest) == secret_digest, _is_current(datetime.now(UTC)), _OF_AN_ACTIVE_USER[1])
        )
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
        return None if row is None else Person(user_id=row.user_id, session_id=row.id)

    @run_to_completion
    async def still_valid(self, session_ids: Iterable[int]) -> set[int]:
        """The subset of the sessions that is still valid."""
        asked = {"ids": list(session_ids), "now": datetime.now(UTC)}
        return await self._database.look(lambda connection: set(connection.scalars(_STILL_VALID, asked)))

    @run_to_completion
    async def touch(self, session_ids: Iterable[int], *, expires_at: datetime) -> None:
        """Mark the sessions as used now and extend them to `expires_at`."""
        seen = {"last_seen_at": datetime.now(UTC), "expires_at": expires_at}
        async with self._database.transaction() as session:
            await session.execute(update(SessionRow).where(col(SessionRow.id).in_(list(session_ids))).values(**seen))

    @run_to_completion
    async def list_of(self, user_id: int) -> list[Session]:
        """A user's sessions, most recently used first."""
        query = (
            select(SessionRow)
            .where(col(SessionRow.user_id) == user_id, _is_current(datetime.now(UTC)))
            .order_by(col(SessionRow.last_seen_at).desc(), col(SessionRow.id).desc())
        )
        async with self._database.session() as session:
            return [_session(row) for row in (await session.scalars(query)).all()]

    @run_to_completion
    async def remove(self, user_id: int, session_id: int | None = None) -> list[int]:
        """End one session of a user, or all of them. Returns the ids of the sessions that were ended."""
        ended = delete(SessionRow).where(col(SessionRow.user_id) == user_id)
        if session_id is not None:
            ended = ended.where(col(SessionRow.id) == session_id)
        async with self._database.transaction() as session:
            return list((await session.scalars(ended.returning(col(SessionRow.id)))).all())

    @run_to_completion
    async def add_link(self, user_id: int, code_digest: str, *, expires_at: datetime) -> None:
        now = datetime.now(UTC)
        async with self._database.transaction() as session:
            await session.execute(delete(SignInLinkRow).where(col(SignInLinkRow.expires_at) < now))
            await session.execute(insert(SignInLinkRow).values(user_id=user_id, code_digest=code_digest, expires_at=expires_at))

    @run_to_completion
    async def take_link(self, code_digest: str) -> int | None:
        """The user a link belongs to; the link is deleted. None if it was used, has expired or never existed."""
        taken = delete(SignInLinkRow).where(col(SignInLinkRow.code_digest) == code_digest)
        async with self._database.transaction() as session:
            row = (
                await session.execute(taken.returning(col(SignInLinkRow.user_id), col(SignInLinkRow.expires_at)))
            ).one_or_none()
        return None if row is None or row.expires_at is None or row.expires_at < datetime.now(UTC) else row.user_id


def _session(row: SessionRow) -> Session:
    return Session(
        id=row.id,
        user_id=row.user_id,
        created_at=row.created_at or EPOCH,
        last_seen_at=row.last_seen_at or EPOCH,
        user_agent=row.user_agent or "",
    )
