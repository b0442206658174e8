"""Custom endpoints: the OpenAI-compatible servers that a user has added."""

from sqlalchemy import delete, insert, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.provider_tables import EndpointRow
from rxchat.domain.endpoints import Endpoint


class EndpointRepository:
    """Bound to one owner of keys: the local user, or a team's server user."""

    def __init__(self, database: Database, user_id: int) -> None:
        self._database = database
        self._user_id = user_id

    @run_to_completion
    async def all(self) -> list[Endpoint]:
        columns = col(EndpointRow.name), col(EndpointRow.label), col(EndpointRow.base_url)
        mine = select(*columns).where(col(EndpointRow.user_id) == self._user_id).order_by(col(EndpointRow.name))
        async with self._database.session() as session:
            rows = await session.execute(mine)
            return [Endpoint(name=row.name, label=row.label, base_url=row.base_url) for row in rows]

    @run_to_completion
    async def add(self, endpoint: Endpoint) -> None:
        new = insert(EndpointRow).values(
            user_id=self._user_id, name=endpoint.name, label=endpoint.label, base_url=endpoint.base_url
        )
        async with self._database.transaction() as session:
            await session.execute(new)

    @run_to_completion
    async def remove(self, name: str) -> None:
        mine = (col(EndpointRow.user_id) == self._user_id) & (col(EndpointRow.name) == name)
        async with self._database.transaction() as session:
            await session.execute(delete(EndpointRow).where(mine))
