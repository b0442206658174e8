"""Provider health: outcomes of the last calls, kept across restarts."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import upsert
from rxchat.db.schema.provider_tables import ProviderHealthRow
from rxchat.domain.health import Health

_COLUMNS: Final[tuple[Any, ...]] = (
    col(ProviderHealthRow.failure),
    col(ProviderHealthRow.last_failure),
    col(ProviderHealthRow.last_failure_at),
    col(ProviderHealthRow.last_success_at),
    col(ProviderHealthRow.latency_ms),
)
_NAMES: Final = tuple(column.key for column in _COLUMNS)


class HealthRepository:
    """Bound to one owner of keys: the local user, or a team's server user."""

    def __init__(self, database: Database, user_id: int) -> None:
        self._database = database
        self._user_id = user_id

    @run_to_completion
    async def all(self) -> dict[str, Health]:
        """Health by provider."""
        mine = select(col(ProviderHealthRow.provider), *_COLUMNS).where(col(ProviderHealthRow.user_id) == self._user_id)
        rows = await self._database.look(lambda connection: connection.execute(mine).all())
        return {row.provider: Health(**{name: getattr(row, name) for name in _NAMES}) for row in rows}

    @run_to_completion
    async def put(self, changed: Mapping[str, Health]) -> None:
        """Replace these providers' records; a blank one is deleted."""
        async with self._database.transaction() as session:
            for provider, health in changed.items():
                values = {name: getattr(health, name) for name in _NAMES}
                if health == Health():
                    mine = (col(ProviderHealthRow.user_id) == self._user_id) & (col(ProviderHealthRow.provider) == provider)
                    await session.execute(delete(ProviderHealthRow).where(mine))
                else:
                    new = upsert(session, ProviderHealthRow).values(user_id=self._user_id, provider=provider, **values)
                    keys = [col(ProviderHealthRow.user_id), col(ProviderHealthRow.provider)]
                    await session.execute(new.on_conflict_do_update(index_elements=keys, set_=values))
