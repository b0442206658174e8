"""Spend caps: each user's monthly limits."""

from decimal import Decimal

from sqlalchemy import delete, insert, select, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.spending_tables import SpendCapRow
from rxchat.domain.spending import SpendCap


class SpendCapRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_of(self, user_id: int) -> list[SpendCap]:
        """The overall cap first, then by provider. An unreadable cap counts as zero, so that it never allows spending."""
        mine = select(col(SpendCapRow.provider), col(SpendCapRow.monthly_limit)).where(col(SpendCapRow.user_id) == user_id)
        async with self._database.session() as session:
            rows = await session.execute(mine.order_by(col(SpendCapRow.provider)))
            return [SpendCap(provider=row.provider or None, limit=row.monthly_limit or Decimal(0)) for row in rows]

    @run_to_completion
    async def put(self, user_id: int, cap: SpendCap) -> None:
        """Store a cap and replace the previous one."""
        which = {"user_id": user_id, "provider": cap.provider or ""}
        async with self._database.transaction() as session:
            changed = update(SpendCapRow).filter_by(**which).values(monthly_limit=cap.limit).returning(col(SpendCapRow.user_id))
            if (await session.execute(changed)).first() is None:
                await session.execute(insert(SpendCapRow).values(**which, monthly_limit=cap.limit))

    @run_to_completion
    async def delete(self, user_id: int, provider: str | None) -> None:
        async with self._database.transaction() as session:
            await session.execute(delete(SpendCapRow).filter_by(user_id=user_id, provider=provider or ""))
