"""Calls of a model, as they are counted: what a saved answer took is copied from its row (`usage.py`), the others come here."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Float, Text, cast, func, insert, select
from sqlmodel import col

from rxchat.db.columns import utc_text
from rxchat.db.engine import Database, carried_through
from rxchat.db.rows import UsageRow
from rxchat.db.sqlite import to_the_second
from rxchat.domain.conversations import Outcome
from rxchat.domain.usage import UsageTotal

# What an adopted file leaves blank is Claude's.
_PROVIDER: Final[ColumnElement[str]] = func.coalesce(func.nullif(col(UsageRow.provider), ""), "claude", type_=Text())
_CREATED_AT: Final[Any] = col(UsageRow.created_at)


class CallRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @carried_through
    async def record(
        self, user_id: int, provider: str, model: str, outcome: Outcome, *, conversation_id: int | None = None
    ) -> None:
        """Count a call that is no saved answer's."""
        usage, cost = outcome.usage, outcome.cost
        new = insert(UsageRow).values(
            user_id=user_id,
            conversation_id=conversation_id,
            provider=provider,
            model=model,
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cache_read_tokens=usage.cache_read_tokens,
            cache_write_tokens=usage.cache_write_tokens,
            reasoning_tokens=usage.reasoning_tokens,
            cost_estimate=None if cost is None else cast(float(cost.amount), Float),
            currency=None if cost is None else cost.currency,
            latency_ms=outcome.latency_ms,
            first_ms=outcome.first_ms,
            status=outcome.status.value,
            failure_code=None if outcome.failure is None else outcome.failure.code,
        )
        async with self._database.transaction() as session:
            await session.execute(new)

    @carried_through
    async def totals(self, user_id: int, since: datetime) -> dict[str, UsageTotal]:
        """What each provider took since then; one that was not called is not in it."""
        query = (
            select(
                _PROVIDER.label("provider"),
                func.count().label("requests"),
                func.coalesce(func.sum(col(UsageRow.input_tokens)), 0).label("input_tokens"),
                func.coalesce(func.sum(col(UsageRow.output_tokens)), 0).label("output_tokens"),
                func.sum(col(UsageRow.cost_estimate)).label("cost"),
            )
            .where(col(UsageRow.user_id) == user_id, to_the_second(_CREATED_AT) >= utc_text(since))
            .group_by(_PROVIDER)
        )
        async with self._database.session() as session:
            rows = await session.execute(query)
            return {
                row.provider: UsageTotal(
                    requests=row.requests, input_tokens=row.input_tokens, output_tokens=row.output_tokens, cost=row.cost
                )
                for row in rows
            }
