"""Conversation usage: what one conversation took."""

from rxchat.db.conversations.conversation_usage_repository import ConversationUsageRepository
from rxchat.domain.usage_reports import UsageFigures


class ConversationUsage:
    def __init__(self, usage: ConversationUsageRepository) -> None:
        self._usage = usage

    async def total(self, user_id: int, conversation_id: int) -> UsageFigures:
        """The sums over its calls, without latencies. Raises NotFound for a conversation of somebody else."""
        return await self._usage.total(user_id, conversation_id)
