"""Prompt service: the prompts of a user and, in a team, those that others share."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rxchat.db.library.prompt_repository import PromptRepository
from rxchat.domain.prompt_variables import fill, variables_of
from rxchat.domain.prompts import Prompt, PromptContent, PromptList, PromptQuery
from rxchat.services.events import EventBus, PromptsChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedPrompt:
    """`text` is filled in; `missing` are the variables without a value, which stay as they are written."""

    text: str
    missing: tuple[str, ...]
    usage_count: int


class PromptService:
    """Publishes `PromptsChanged` after each change, also of how often one was used.

    Everything raises NotFound for what the user can't see, and Forbidden for a change of what somebody else shares.
    """

    def __init__(
        self, prompts: PromptRepository, events: EventBus, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._prompts = prompts
        self._events = events
        self._now = now

    async def list_prompts(self, user_id: int, query: PromptQuery, *, is_brief: bool = False) -> PromptList:
        """A page; brief prompts have the opening of their text alone."""
        return await self._prompts.list_prompts(user_id, query, is_brief=is_brief)

    async def list_categories(self, user_id: int) -> list[str]:
        """The categories of the prompts that the user can see, in alphabetical order."""
        return await self._prompts.categories(user_id)

    async def list_tags(self, user_id: int) -> list[str]:
        """Their tags, in alphabetical order."""
        return await self._prompts.tags(user_id)

    async def get(self, user_id: int, prompt_id: int) -> Prompt:
        return await self._prompts.get(user_id, prompt_id)

    async def add(
        self, user_id: int, content: PromptContent, *, usage_count: int = 0, created_at: datetime | None = None
    ) -> Prompt:
        """`usage_count` and `created_at` are those of a deleted prompt that is put back."""
        added = await self._prompts.add(user_id, content, self._now(), usage_count=usage_count, created_at=created_at)
        self._events.publish(PromptsChanged(user_id, is_shared=added.is_public))
        return added

    async def change(self, user_id: int, prompt_id: int, changes: Mapping[str, Any]) -> Prompt:
        """Set the given members of its content."""
        changed = await self._prompts.change(user_id, prompt_id, changes, self._now())
        if changes:
            self._events.publish(PromptsChanged(user_id, is_shared=changed.is_public or "is_public" in changes))
        return changed

    async def delete(self, user_id: int, prompt_id: int) -> None:
        was_public = await self._prompts.delete(user_id, prompt_id)
        self._events.publish(PromptsChanged(user_id, is_shared=was_public))

    async def use(self, user_id: int, prompt_id: int, values: Mapping[str, str]) -> UsedPrompt:
        """Fill in a prompt's variables and count the use, if the prompt is the user's own."""
        prompt = await self._prompts.use(user_id, prompt_id)
        if prompt.is_own:
            self._events.publish(PromptsChanged(user_id))
        filled, names = await asyncio.to_thread(lambda: (fill(prompt.text, values), variables_of(prompt.text)))
        missing = tuple(name for name in names if not values.get(name))
        return UsedPrompt(text=filled, missing=missing, usage_count=prompt.usage_count)
