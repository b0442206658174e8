"""Typed models: the model ids that a user has added, by provider."""

from sqlalchemy import delete, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.dialects import INSERTION_ORDER, upsert
from rxchat.db.schema.provider_tables import TypedModelRow


class TypedModelRepository:
    """Bound to one owner of keys: the local user, or a team's server user."""

    def __init__(self, database: Database, user_id: int) -> None:
        self._database = database
        self._user_id = user_id

    @run_to_completion
    async def all(self) -> dict[str, tuple[str, ...]]:
        """By provider, in the order they were added."""
        columns = col(TypedModelRow.provider), col(TypedModelRow.model)
        mine = select(*columns).where(col(TypedModelRow.user_id) == self._user_id).order_by(INSERTION_ORDER)
        found: dict[str, tuple[str, ...]] = {}
        for row in await self._database.look(lambda connection: connection.execute(mine).all()):
            found[row.provider] = (*found.get(row.provider, ()), row.model)
        return found

    @run_to_completion
    async def add(self, provider: str, model: str) -> None:
        async with self._database.transaction() as session:
            new = upsert(session, TypedModelRow).values(user_id=self._user_id, provider=provider, model=model)
            await session.execute(new.on_conflict_do_nothing())

    @run_to_completion
    async def remove(self, provider: str, model: str | None = None) -> None:
        """Remove one model, or all of the provider's."""
        mine = (col(TypedModelRow.user_id) == self._user_id) & (col(TypedModelRow.provider) == provider)
        if model is not None:
            mine &= col(TypedModelRow.model) == model
        async with self._database.transaction() as session:
            await session.execute(delete(TypedModelRow).where(mine))
