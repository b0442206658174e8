"""Stored keys: each provider's sealed key, base URL and settings."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, SQLColumnExpression, delete, func, insert, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.providers.key_check_repository import replace_check
from rxchat.db.schema.core_tables import ApiKeyRow
from rxchat.domain.keys import SEAL, StoredKey

_SUFFIX: Final = "_api_key"
_COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(ApiKeyRow.id),
    col(ApiKeyRow.user_id),
    col(ApiKeyRow.key_name),
    col(ApiKeyRow.api_key_hash),
    col(ApiKeyRow.is_active),
    col(ApiKeyRow.base_url),
    col(ApiKeyRow.key_hint),
    col(ApiKeyRow.wait_seconds),
    col(ApiKeyRow.cache_seconds),
)


class KeyRepository:
    """Reads and writes rows with rxchat's seal only. The older program's rows have other values and stay untouched."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_of(self, user_id: int) -> list[StoredKey]:
        mine = select(*_COLUMNS).where(_is_ours(), col(ApiKeyRow.user_id) == user_id).order_by(col(ApiKeyRow.key_name))
        return [_stored(row) for row in await self._database.look(lambda connection: connection.execute(mine).all())]

    @run_to_completion
    async def put(self, user_id: int, stored: StoredKey) -> None:
        """Store a provider's key and settings, and replace the previous ones."""
        values = {
            "api_key_hash": stored.sealed or SEAL,
            "is_active": stored.is_enabled,
            "base_url": stored.base_url,
            "key_hint": stored.hint,
            "wait_seconds": stored.wait_seconds,
            "cache_seconds": stored.cache_seconds,
        }
        async with self._database.transaction() as session:
            changed = update(ApiKeyRow).where(_is_of(user_id, stored.provider)).values(**values).returning(col(ApiKeyRow.id))
            if (await session.execute(changed)).first() is None:
                await session.execute(insert(ApiKeyRow).values(user_id=user_id, key_name=_name(stored.provider), **values))

    @run_to_completion
    async def delete(self, user_id: int, provider: str) -> None:
        async with self._database.transaction() as session:
            await session.execute(delete(ApiKeyRow).where(_is_of(user_id, provider)))

    @run_to_completion
    async def reseal(self, reseal: Callable[[int, StoredKey], str], check_value: str) -> None:
        """Replace the seal of every user's keys, and the key check, in one transaction."""
        async with self._database.transaction() as session:
            for row in (await session.execute(select(*_COLUMNS).where(_is_ours()))).all():
                stored = _stored(row)
                if stored.sealed:
                    sealed = reseal(row.user_id, stored)
                    await session.execute(update(ApiKeyRow).where(col(ApiKeyRow.id) == row.id).values(api_key_hash=sealed))
            await replace_check(session, check_value)


def _name(provider: str) -> str:
    return f"{provider}{_SUFFIX}"


def _is_ours() -> ColumnElement[bool]:
    return func.substr(col(ApiKeyRow.api_key_hash), 1, len(SEAL)) == SEAL  # LIKE ignores case


def _is_of(user_id: int, provider: str) -> ColumnElement[bool]:
    return _is_ours() & (col(ApiKeyRow.user_id) == user_id) & (col(ApiKeyRow.key_name) == _name(provider))


def _stored(row: Row[*tuple[Any, ...]]) -> StoredKey:
    return StoredKey(
        provider=row.key_name.removesuffix(_SUFFIX),
        sealed="" if row.api_key_hash == SEAL else row.api_key_hash,
        hint=row.key_hint,
        base_url=row.base_url,
        is_enabled=row.is_active is not False,
        wait_seconds=row.wait_seconds,
        cache_seconds=row.cache_seconds,
    )
