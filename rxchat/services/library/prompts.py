"""Prompt service: the prompts of a user."""

from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.domain.library import LibraryQuery
from rxchat.domain.prompts import Prompt


class PromptService:
    """Everything raises NotFound for what is somebody else's."""

    def __init__(self, prompts: PromptRepository) -> None:
        self._prompts = prompts

    async def list_prompts(self, user_id: int, query: LibraryQuery, *, category: str | None = None) -> list[Prompt]:
        return await self._prompts.list_prompts(user_id, query, category=category)

    async def list_categories(self, user_id: int) -> list[str]:
        """The categories of the user's prompts, in alphabetical order."""
        return await self._prompts.categories(user_id)

    async def get(self, user_id: int, prompt_id: int) -> Prompt:
        return await self._prompts.get(user_id, prompt_id)
