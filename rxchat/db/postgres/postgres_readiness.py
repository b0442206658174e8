"""PostgreSQL readiness: whether the server can be read and written, cached for frequent health checks."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from rxchat.db.readiness import Readiness


class PostgresReadiness(Readiness):
    """There is no file to look at: the server checks what it reads by itself."""

    def __init__(self, transaction: Callable[[], AbstractAsyncContextManager[AsyncSession]]) -> None:
        super().__init__(Path(), transaction)

    async def _run_check(self) -> str:
        return await self._written()
