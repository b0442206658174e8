"""Recorded calls: one row of usage per call, and totals. Saved answers are recorded by `usage_records`."""

from datetime import datetime

from sqlalchemy import Float, cast, insert, select
from sqlmodel import col

from rxchat.db.column_types import utc_text
from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.core_tables import UsageRow
from rxchat.db.usage.expressions import COUNTS, PROVIDER, SECOND, amount
from rxchat.db.usage.metric_columns import columns_of
from rxchat.db.usage.usage_records import RECORDED
from rxchat.domain.conversations import Outcome
from rxchat.domain.usage import UsageTotal


class CallRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def record(
        self,
        user_id: int,
        provider: str,
        model: str,
        outcome: Outcome,
        *,
        conversation_id: int | None = None,
        token_id: int | None = None,
    ) -> None:
        """Record a call that doesn't belong to a saved answer."""
        cost, metrics = outcome.cost, columns_of(outcome)
        new = insert(UsageRow).values(
            user_id=user_id,
            conversation_id=conversation_id,
            token_id=token_id,
            provider=provider,
            model=model,
            cost_estimate=None if cost is None else cast(float(cost.amount), Float),
            **{name: metrics[name] for name in RECORDED},
            status=outcome.status.value,
            failure_code=None if outcome.failure is None else outcome.failure.code,
        )
        async with self._database.transaction() as session:
            await session.execute(new)

    @run_to_completion
    async def totals(self, user_id: int, since: datetime) -> dict[str, UsageTotal]:
        """What each provider took since then; one that was not called is not in it. Added up as the reports of usage are."""
        mine = (col(UsageRow.user_id) == user_id, utc_text(since) <= SECOND)
        query = select(PROVIDER.label("provider"), *COUNTS).where(*mine).group_by(PROVIDER)
        async with self._database.session() as session:
            return {
                row.provider: UsageTotal(
                    requests=row.requests,
                    input_tokens=row.input_tokens,
                    output_tokens=row.output_tokens,
                    cost=None if row.unpriced and not row.priced else amount(row.nano),
                )
                for row in await session.execute(query)
            }
