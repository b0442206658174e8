"""Program tokens, stored by the digests of their secrets."""

import json
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.core_tables import UserRow
from rxchat.db.schema.token_tables import ProgramTokenRow
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.program_tokens import HINT_LENGTH, MOST_TOKENS, NewToken, ProgramToken

_ROW: Final = ProgramTokenRow
_IS_NOT_REVOKED: Final = col(_ROW.revoked_at).is_(None)
_NOTHING: Final = ("",)
"""No model has this name: an unreadable list allows none."""


class ProgramTokenRepository:
    """A token is valid until it is revoked, it expires, or its user is disabled."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def add(self, user_id: int, new: NewToken, secret: str, secret_digest: str) -> ProgramToken:
        """Raises InvalidRequest for a name that another token has, and for one token too many."""
        row = insert(_ROW).values(
            user_id=user_id,
            name=new.name,
            secret_digest=secret_digest,
            hint=secret[-HINT_LENGTH:],
            models=json.dumps(new.models) if new.models else None,
            monthly_limit=new.monthly_limit,
            created_at=datetime.now(UTC),
            expires_at=new.expires_at,
        )
        mine = (col(_ROW.user_id) == user_id, _IS_NOT_REVOKED)
        async with self._database.transaction() as session:
            names = set((await session.scalars(select(func.lower(col(_ROW.name))).where(*mine))).all())
            if new.name.lower() in names:
                raise InvalidRequest(f"You already have a token called “{new.name}”.", hint="Choose another name, or revoke it.")
            if len(names) >= MOST_TOKENS:
                raise InvalidRequest(f"You have {MOST_TOKENS} tokens.", hint="Revoke one that you don't use.")
            token_id = (await session.execute(row.returning(col(_ROW.id)))).scalar_one()
            return _token((await session.scalars(select(_ROW).where(col(_ROW.id) == token_id))).one())

    @run_to_completion
    async def find(self, secret_digest: str) -> ProgramToken | None:
        query = (
            select(_ROW)
            .join(UserRow, col(UserRow.id) == col(_ROW.user_id))
            .where(col(_ROW.secret_digest) == secret_digest, *_is_valid(datetime.now(UTC)))
            .where(col(UserRow.is_disabled).is_not(True))
        )
        async with self._database.session() as session:
            row = (await session.scalars(query)).one_or_none()
        return None if row is None else _token(row)

    @run_to_completion
    async def list_of(self, user_id: int) -> list[ProgramToken]:
        """A user's tokens, newest first, expired ones too."""
        query = select(_ROW).where(col(_ROW.user_id) == user_id, _IS_NOT_REVOKED).order_by(col(_ROW.id).desc())
        async with self._database.session() as session:
            return [_token(row) for row in (await session.scalars(query)).all()]

    @run_to_completion
    async def touch(self, token_id: int) -> None:
        """Mark a token as used now."""
        used = update(_ROW).where(col(_ROW.id) == token_id).values(last_used_at=datetime.now(UTC))
        async with self._database.transaction() as session:
            await session.execute(used)

    @run_to_completion
    async def revoke(self, user_id: int, token_id: int) -> bool:
        """Whether there was such a token."""
        its = (col(_ROW.id) == token_id, col(_ROW.user_id) == user_id, _IS_NOT_REVOKED)
        revoked = update(_ROW).where(*its).values(revoked_at=datetime.now(UTC)).returning(col(_ROW.id))
        async with self._database.transaction() as session:
            return (await session.execute(revoked)).first() is not None


def _is_valid(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _IS_NOT_REVOKED, or_(col(_ROW.expires_at).is_(None), col(_ROW.expires_at) > now)


def _token(row: ProgramTokenRow) -> ProgramToken:
    return ProgramToken(
        id=row.id,
        user_id=row.user_id,
        name=row.name,
        models=_models(row.models),
        monthly_limit=row.monthly_limit,
        hint=row.hint,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )


def _models(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    try:
        found: Any = json.loads(text)
        return tuple(str(one) for one in found) or _NOTHING
    except (ValueError, TypeError, RecursionError):
        return _NOTHING
