"""Title generation: a model names a conversation once its first answer is saved.

The title derived from the question stays if there is no better one. A failure is not shown in the chat, nor held against the
provider.
"""

import asyncio
import contextvars
import logging
import time
from collections.abc import Iterable
from contextlib import aclosing

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.errors import NotFound, RxchatError, SpendLimitReached
from rxchat.domain.messages import user_message
from rxchat.domain.models import Lifecycle, ModelInfo
from rxchat.domain.reasoning import separate_reasoning
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.spending import CallContext
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.chat.provider_call import ProviderCall
from rxchat.services.events import AnswerEnded, EventSubscription
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.models.pricing import Pricing
from rxchat.services.titles import spoken_title, title_of
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import PATIENTLY, WriteRetries

log = logging.getLogger(__name__)

INSTRUCTION = (
    "Name the conversation below as a list of conversations would: what it is about, in two to six words, in its own language. "
    "Write nothing but the name: no quotation marks, no full stop."
)
EXCERPT_CHARACTERS = 1_000
"""How much of the question, and of the answer, is enough to name them."""
MAX_TOKENS = 100
MOST_CHARACTERS = 1_000
"""What more a model says, of its reasoning too, is not waited for."""
SECONDS = 30.0


class TitleWriter:
    """Owns every name that is being written. The person is never waiting for one."""

    def __init__(
        self,
        conversations: ConversationService,
        messages: MessageRepository,
        calls: CallRepository,
        factory: ProviderFactory,
        catalog: CatalogService,
        pricing: Pricing,
        spending: SpendingLimits,
        late_writes: WriteRetries,
    ) -> None:
        self._conversations = conversations
        self._messages = messages
        self._calls = calls
        self._factory = factory
        self._catalog = catalog
        self._pricing = pricing
        self._spending = spending
        self._late_writes = late_writes
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self, ended: EventSubscription[AnswerEnded]) -> None:
        """Name conversations as their first answers end, until the subscription is closed."""
        async for batch in ended:
            for event in batch:
                if isinstance(event, AnswerEnded):  # not named where it was dropped: the derived title stays
                    self._answered(event)

    def _answered(self, event: AnswerEnded) -> None:
        if not (event.opens_conversation and event.is_saved and event.status is MessageStatus.COMPLETE):
            return
        try:
            provider = self._factory.create(event.provider)
        except RxchatError:
            return  # it was removed meanwhile
        if not provider.can_name_conversations:
            return
        naming = self._name(event.user_id, event.conversation_id, provider, event.model)
        task = asyncio.create_task(naming, context=contextvars.Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _name(self, user_id: int, conversation_id: int, provider: BaseProvider, model: str) -> None:
        try:
            question, answer = await self._messages.list_visible(user_id, conversation_id, limit=2)
            if not answer.text.strip():
                return
            derived = title_of(question.text)
            if (await self._conversations.get(user_id, conversation_id)).title != derived:
                return  # the person was quicker
            model = await asyncio.to_thread(cheapest, provider, model, self._catalog.models(), self._pricing)
            title = spoken_title(await self._ask(user_id, conversation_id, provider, _request(model, question, answer)))
            if title:
                await self._conversations.replace_title(user_id, conversation_id, title, instead_of=derived)
        except NotFound:
            return  # it was deleted meanwhile
        except SpendLimitReached:
            return  # it is said where the person asks for something
        except Exception:
            log.exception("A conversation could not be named.", extra={"conversation_id": conversation_id})

    async def _ask(self, user_id: int, conversation_id: int, provider: BaseProvider, request: ChatRequest) -> str:
        """What the model says; nothing where it fails. The call is counted either way. Raises SpendLimitReached."""
        context = CallContext(conversation_id=conversation_id)
        reservation = await self._spending.reserve(user_id, provider, request.model, request=request, context=context)

        # Health of its own: that this call fails says nothing about the chat.
        call = ProviderCall(provider, request.model, pricing=self._pricing, health=HealthTracker(), clock=time.monotonic)
        said: list[str] = []
        size = 0
        try:
            async with asyncio.timeout(SECONDS), call, aclosing(call.frames(request)) as frames:
                async for frame in frames:
                    said.append(frame.text)
                    size += len(frame.text) + len(frame.thinking)
                    if size > MOST_CHARACTERS:
                        break  # no name is as long
        except TimeoutError:
            log.info("A name took too long.", extra={"provider": provider.name, "model": request.model})
        finally:
            outcome = call.outcome()
            reservation.settle(outcome.cost)

            async def count() -> None:
                await self._calls.record(user_id, provider.name, request.model, outcome, conversation_id=conversation_id)
                reservation.release()

            await self._late_writes.save(count, within=PATIENTLY)
        return separate_reasoning("".join(said), "").text if outcome.status is MessageStatus.COMPLETE else ""


def cheapest(provider: BaseProvider, model: str, listed: Iterable[ModelInfo], pricing: Pricing) -> str:
    """The provider's cheapest current model that chats and whose price is known; else `model`.

    What costs nothing is passed over: a vendor's free offers may keep what is said, and a server of one's own would have to load
    another model first.
    """
    if provider.is_free or not provider.needs_key:
        return model
    priced: list[tuple[float, str]] = []
    for info in listed:
        is_able = info.provider == provider.name and info.lifecycle is Lifecycle.ACTIVE and info.can_chat
        price = pricing.price(provider, info.id) if is_able else None
        if price is not None and price.input_per_million > 0:
            priced.append((float(price.input_per_million + price.output_per_million), info.id))
    return min(priced)[1] if priced else model


def _request(model: str, question: SavedMessage, answer: SavedMessage) -> ChatRequest:
    exchange = f"Person: {question.text[:EXCERPT_CHARACTERS]}\n\nAssistant: {answer.text[:EXCERPT_CHARACTERS]}"
    return ChatRequest(
        model=model,
        messages=(user_message(f"<conversation>\n{exchange}\n</conversation>"),),
        system=INSTRUCTION,
        max_tokens=MAX_TOKENS,
        reasoning=Reasoning.OFF,
    )
