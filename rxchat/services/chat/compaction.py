"""Compaction service: puts a summary in the place of a conversation's older part. All messages stay, and it can be undone."""

import asyncio
from dataclasses import replace
from typing import Final

from rxchat.db.messages.summary_repository import SummaryRepository
from rxchat.domain.compaction import LONGEST_SUMMARY
from rxchat.domain.contexts import ContextReport
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.preferences import Switch
from rxchat.services.chat.conversation_context import ContextService, Models
from rxchat.services.chat.generations import GenerationService
from rxchat.services.chat.open_context import USUAL_WINDOW, OpenContext
from rxchat.services.chat.summarizer import Summarizer, SummaryJob
from rxchat.services.chat.title_generation import cheapest
from rxchat.services.events import ConversationChanged, EventBus

_NOTHING: Final = "There's nothing to compact yet."


class CompactionService:
    """Saves nothing until a summary is whole: a call that fails, and a program that is killed, leave everything as it was."""

    def __init__(
        self,
        contexts: ContextService,
        summaries: SummaryRepository,
        summarizer: Summarizer,
        generations: GenerationService,
        models: Models,
        events: EventBus,
    ) -> None:
        self._contexts = contexts
        self._summaries = summaries
        self._summarizer = summarizer
        self._generations = generations
        self._preferences = models.preferences
        self._catalog = models.catalog
        self._pricing = models.pricing
        self._events = events
        self._running: set[int] = set()

    async def compact(self, user_id: int, conversation_id: int, ref: str = "") -> ContextReport:
        """Summarize the older part with the conversation's model, or with the cheapest of its provider if the user chose so.

        Raises NotFound, NotSummarized, SpendLimitReached, or InvalidRequest where there is nothing to summarize, or an answer or
        another summary is being written.
        """
        found = await self._contexts.open(user_id, conversation_id, ref)
        if conversation_id in self._running or self._generations.is_running(user_id, conversation_id):
            raise InvalidRequest("A response is still in progress.", hint="Wait for it or stop it.")
        cut = found.cut
        if cut is None:
            raise InvalidRequest(_NOTHING, hint="Compact a chat once it has more than one question and its answer.")
        self._running.add(conversation_id)
        try:
            job = await self._job(user_id, conversation_id, found)
            text = await self._summarizer.summarize(job, found.summary, found.messages[: cut + 1])
            await self._summaries.put(user_id, found.messages[cut].id, text)
        finally:
            self._running.discard(conversation_id)
        self._events.publish(ConversationChanged(user_id, conversation_id))
        return await self._contexts.report(user_id, conversation_id, ref)

    async def text(self, user_id: int, message_id: int) -> str:
        """The text of a summary. Raises NotFound."""
        return await self._require(user_id, message_id)

    async def edit(self, user_id: int, message_id: int, text: str) -> None:
        """Replace the text of a summary. Raises NotFound, or InvalidRequest without a text."""
        cleaned = text.strip()
        if not cleaned or len(cleaned) > LONGEST_SUMMARY:
            hint = f"Write up to {LONGEST_SUMMARY:,} characters, or remove the summary."
            raise InvalidRequest("The summary is empty." if not cleaned else "The summary is too long.", hint=hint)
        await self._require(user_id, message_id)
        await self._keep(user_id, message_id, cleaned)

    async def undo(self, user_id: int, message_id: int) -> None:
        """Send the messages again instead of their summary. Raises NotFound."""
        await self._require(user_id, message_id)
        await self._keep(user_id, message_id, None)

    async def _require(self, user_id: int, message_id: int) -> str:
        text = await self._summaries.get(user_id, message_id)
        if not text:
            raise NotFound("There's no summary here.", hint="It may have been removed in another tab.")
        return text

    async def _keep(self, user_id: int, message_id: int, text: str | None) -> None:
        conversation_id = await self._summaries.put(user_id, message_id, text)
        self._events.publish(ConversationChanged(user_id, conversation_id))

    async def _job(self, user_id: int, conversation_id: int, found: OpenContext) -> SummaryJob:
        if found.provider is None:
            raise InvalidRequest(f"{found.model} isn't available.", hint="Choose another model for this chat.")
        job = SummaryJob(
            user_id=user_id,
            conversation_id=conversation_id,
            provider=found.provider,
            model=found.model,
            window=found.window or USUAL_WINDOW,
            scale=found.scale,
        )
        if not await self._preferences.is_on(user_id, Switch.CHEAP_SUMMARIES):
            return job
        listed = self._catalog.models()
        model = await asyncio.to_thread(cheapest, found.provider, found.model, listed, self._pricing)
        info = self._catalog.find(f"{found.provider.name}:{model}")
        return replace(job, model=model, window=(info and info.context_window) or USUAL_WINDOW)
