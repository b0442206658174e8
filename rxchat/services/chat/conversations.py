"""Conversation service: the saved conversations of a person, and every change a person makes to them."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.model_choice_repository import ModelChoiceRepository
from rxchat.db.messages.branch_repository import BranchRepository
from rxchat.domain.conversations import Conversation, ConversationFilter
from rxchat.domain.errors import NotFound
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.search import HitPosition, SearchHit
from rxchat.services.chat.generations import GenerationService
from rxchat.services.events import ConversationChanged, EventBus, FoldersChanged, ProjectsChanged


class ConversationService:
    """Publishes `ConversationChanged` after each change. Everything raises NotFound for a conversation of somebody else."""

    def __init__(
        self,
        conversations: ConversationRepository,
        choices: ModelChoiceRepository,
        branches: BranchRepository,
        generations: GenerationService,
        events: EventBus,
    ) -> None:
        self._conversations = conversations
        self._choices = choices
        self._branches = branches
        self._generations = generations
        self._events = events

    async def get(self, user_id: int, conversation_id: int) -> Conversation:
        return await self._conversations.get(user_id, conversation_id)

    async def get_many(self, user_id: int, ids: Iterable[int]) -> dict[int, Conversation]:
        """Those of this person, by id; deleted ones are left out."""
        return await self._conversations.get_many(user_id, ids)

    async def find_legacy(self, user_id: int, legacy_id: str) -> int | None:
        """The conversation of this person that had an id in an adopted file."""
        return await self._conversations.find_legacy(user_id, legacy_id)

    async def list_recent(
        self,
        user_id: int,
        *,
        limit: int = 50,
        before: tuple[datetime, int] | None = None,
        wanted: ConversationFilter | None = None,
    ) -> list[Conversation]:
        """Newest activity first. `before` is `(updated_at, id)` of the last one of a page."""
        wanted = wanted or ConversationFilter()
        return await self._conversations.list_recent(user_id, limit=limit, before=before, wanted=wanted)

    async def search(
        self,
        user_id: int,
        text: str,
        *,
        limit: int = 50,
        after: HitPosition | None = None,
        wanted: ConversationFilter | None = None,
    ) -> list[SearchHit]:
        """Titles, then messages, with every word of `text`. `after` is the cursor of a page's last hit. Raises NotRead."""
        wanted = wanted or ConversationFilter()
        return await self._conversations.search(user_id, text, limit=limit, after=after, wanted=wanted)

    async def chosen_model(self, user_id: int, conversation_id: int) -> str:
        """`provider:model`, empty if none was chosen since the last answer began."""
        return await self._choices.get(user_id, conversation_id)

    async def create(self, user_id: int, *, title: str, provider: str, model: str, project_id: int | None = None) -> int:
        """An empty conversation. Returns its id. Raises NotFound for a project of somebody else."""
        conversation_id = await self._conversations.create(
            user_id, title=title, provider=provider, model=model, project_id=project_id
        )
        self._listed_elsewhere(user_id, conversation_id)
        return conversation_id

    async def change(
        self,
        user_id: int,
        conversation_id: int,
        *,
        title: str | None = None,
        is_pinned: bool | None = None,
        is_archived: bool | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Conversation:
        """Make several changes, announced once; None leaves a value unchanged, as does a setting that is not in `settings`."""
        with self._events.once(ConversationChanged(user_id, conversation_id)):
            if title is not None:
                await self.rename(user_id, conversation_id, title)
            if is_pinned is not None:
                await self.pin(user_id, conversation_id, is_pinned=is_pinned)
            if is_archived is not None:
                await self.archive(user_id, conversation_id, is_archived=is_archived)
            found = await self.get(user_id, conversation_id)
            if settings:
                await self.set_options(user_id, conversation_id, replace(found.settings, **settings))
                found = await self.get(user_id, conversation_id)
        return found

    async def rename(self, user_id: int, conversation_id: int, title: str) -> None:
        await self._conversations.rename(user_id, conversation_id, title)
        self._changed(user_id, conversation_id)

    async def replace_title(self, user_id: int, conversation_id: int, title: str, *, instead_of: str) -> bool:
        """Rename it only if its title still is `instead_of`. Returns whether it was."""
        is_renamed = await self._conversations.name(user_id, conversation_id, title, instead_of=instead_of)
        if is_renamed:
            self._changed(user_id, conversation_id)
        return is_renamed

    async def pin(self, user_id: int, conversation_id: int, *, is_pinned: bool = True) -> None:
        await self._conversations.pin(user_id, conversation_id, is_pinned=is_pinned)
        self._changed(user_id, conversation_id)

    async def archive(self, user_id: int, conversation_id: int, *, is_archived: bool = True) -> None:
        """Take it out of the list; it can still be opened."""
        await self._conversations.archive(user_id, conversation_id, is_archived=is_archived)
        self._listed_elsewhere(user_id, conversation_id)

    async def delete(self, user_id: int, conversation_id: int) -> None:
        """Delete it; `restore` brings it back with all its messages."""
        await self._conversations.delete(user_id, conversation_id)
        self._listed_elsewhere(user_id, conversation_id)

    async def erase(self, user_id: int, conversation_id: int) -> None:
        """Delete it for good, also if it was deleted before. An answer being written there is stopped first."""
        with suppress(NotFound):  # no answer is being written
            await self._generations.stop(user_id, conversation_id)
        await self._conversations.erase(user_id, conversation_id)
        self._listed_elsewhere(user_id, conversation_id)

    async def restore(self, user_id: int, conversation_id: int) -> Conversation:
        await self._conversations.restore(user_id, conversation_id)
        self._listed_elsewhere(user_id, conversation_id)
        return await self.get(user_id, conversation_id)

    async def duplicate(self, user_id: int, conversation_id: int) -> Conversation:
        """Copy it with all its messages."""
        copy = await self._conversations.duplicate(user_id, conversation_id)
        self._listed_elsewhere(user_id, copy.id)
        return copy

    async def branch_off(self, user_id: int, conversation_id: int, message_id: int) -> Conversation:
        """Copy the messages up to this one into a new conversation. Raises NotFound also for a message that is not shown."""
        copy = await self._conversations.branch_off(user_id, conversation_id, message_id)
        self._listed_elsewhere(user_id, copy.id)
        return copy

    async def show_branch(self, user_id: int, conversation_id: int, message_id: int) -> None:
        """Show the newest branch that goes through a message. Raises InvalidRequest while an answer is being written."""
        await self._branches.show(user_id, conversation_id, message_id)
        self._changed(user_id, conversation_id)

    async def choose_model(self, user_id: int, conversation_id: int, ref: str) -> None:
        """Have that model (`provider:model`) answer the next message."""
        await self._choices.put(user_id, conversation_id, ref)
        self._changed(user_id, conversation_id)

    async def set_options(self, user_id: int, conversation_id: int, options: AnswerOptions) -> None:
        """Set how answers are wanted there."""
        await self._conversations.set_options(user_id, conversation_id, options)
        self._changed(user_id, conversation_id)

    def _listed_elsewhere(self, user_id: int, conversation_id: int) -> None:
        """It is in another list than before, and its folder and its project hold one more or less."""
        self._changed(user_id, conversation_id)
        self._events.publish(FoldersChanged(user_id))
        self._events.publish(ProjectsChanged(user_id))

    def _changed(self, user_id: int, conversation_id: int) -> None:
        self._events.publish(ConversationChanged(user_id, conversation_id))
