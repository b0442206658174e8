"""Quick search: what the command palette finds, and what conversations can be filtered by."""

from collections.abc import Mapping

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.library.quick_search_repository import QuickSearchRepository
from rxchat.domain.conversations import Conversation
from rxchat.domain.search import FilterOptions, QuickHits


class QuickSearchService:
    def __init__(self, searches: QuickSearchRepository, conversations: ConversationRepository) -> None:
        self._searches = searches
        self._conversations = conversations

    async def find(self, user_id: int, text: str, *, limit: int) -> tuple[QuickHits, Mapping[int, Conversation]]:
        """At most `limit` hits of each kind, and the conversations of the hits by id. Raises NotRead."""
        found = await self._searches.find(user_id, text, limit=limit)
        ids = {hit.conversation_id for hit in (*found.titles, *found.artifacts, *found.messages)}
        return found, await self._conversations.get_many(user_id, ids) if ids else {}

    async def filter_options(self, user_id: int) -> FilterOptions:
        return await self._searches.filter_options(user_id)
