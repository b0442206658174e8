"""Custom endpoints: the OpenAI-compatible servers that a user has added."""

from typing import Final

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.provider_tables import EndpointRow
from rxchat.domain.endpoints import Endpoint

_COLUMNS: Final = (
    col(EndpointRow.name),
    col(EndpointRow.label),
    col(EndpointRow.base_url),
    col(EndpointRow.certificate_authority),
)


class EndpointRepository:
    """Bound to one owner of keys: the local user, or a team's server user."""

    def __init__(self, database: Database, user_id: int) -> None:
        self._database = database
        self._user_id = user_id

    @run_to_completion
    async def all(self) -> list[Endpoint]:
        mine = select(*_COLUMNS).where(col(EndpointRow.user_id) == self._user_id).order_by(col(EndpointRow.name))
        rows = await self._database.look(lambda connection: connection.execute(mine).all())
        return [
            Endpoint(name=row.name, label=row.label, base_url=row.base_url, certificate_authority=row.certificate_authority)
            for row in rows
        ]

    @run_to_completion
    async def add(self, endpoint: Endpoint) -> None:
        new = insert(EndpointRow).values(
            user_id=self._user_id,
            name=endpoint.name,
            label=endpoint.label,
            base_url=endpoint.base_url,
            certificate_authority=endpoint.certificate_authority,
        )
        async with self._database.transaction() as session:
            await session.execute(new)

    @run_to_completion
    async def set_certificate_authority(self, name: str, pem: str | None) -> None:
        async with self._database.transaction() as session:
            await session.execute(update(EndpointRow).where(self._is(name)).values(certificate_authority=pem))

    @run_to_completion
    async def remove(self, name: str) -> None:
        async with self._database.transaction() as session:
            await session.execute(delete(EndpointRow).where(self._is(name)))

    def _is(self, name: str) -> ColumnElement[bool]:
        return (col(EndpointRow.user_id) == self._user_id) & (col(EndpointRow.name) == name)
