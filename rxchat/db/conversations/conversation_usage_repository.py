"""Conversation usage: what the calls for one conversation took, those for deleted messages included."""

from sqlalchemy import exists, select
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.schema.core_tables import ConversationRow, UsageRow
from rxchat.db.usage.expressions import COUNTS, amount
from rxchat.domain.usage_reports import UsageFigures


class ConversationUsageRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def total(self, user_id: int, conversation_id: int) -> UsageFigures:
        """The sums over the calls of the user's conversation, without latencies. Raises NotFound."""
        is_there = exists().where(col(ConversationRow.id) == conversation_id, *owned_by(user_id)).label("is_there")
        query = select(is_there, *COUNTS).where(
            col(UsageRow.user_id) == user_id, col(UsageRow.conversation_id) == conversation_id
        )
        async with self._database.session() as session:
            row = (await session.execute(query)).one()
        if not row.is_there:
            raise no_conversation()
        return UsageFigures(
            requests=row.requests,
            failures=row.failures or 0,
            input_tokens=row.input_tokens,
            output_tokens=row.output_tokens,
            cached_tokens=row.cached_tokens,
            reasoning_tokens=row.reasoning_tokens,
            cost=None if row.unpriced and not row.priced else amount(row.nano),
            unpriced=row.unpriced or 0,
        )
