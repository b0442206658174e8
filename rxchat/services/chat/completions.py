"""Completions: answers as an API client reads them, saved or stateless."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar
from uuid import uuid4

from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.chunks import Chunk
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.requests import ChatRequest
from rxchat.domain.spending import CallContext
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.answer_feed import AnswerFeed, Frame
from rxchat.services.chat.chunk_feed import ChunkFeed
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.provider_call import ProviderCall
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.reservations import Reservation
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import PATIENTLY, WriteRetries

log = logging.getLogger(__name__)

T = TypeVar("T")
Read = TypeVar("Read", covariant=True)


class Feed(Protocol[Read]):
    """What a call fills and its reader follows."""

    def take(self, chunk: Chunk) -> None: ...
    def close(self) -> None: ...
    def frames(self) -> AsyncGenerator[Read]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """`pieces` are frames and, last of all, the outcome. Close them to go away: only what is saved nowhere is stopped by it."""

    id: str
    provider: str
    model: str
    conversation_id: int | None
    pieces: AsyncGenerator[Frame | Outcome]


class CompletionService:
    """Stateless calls, counted when they end."""

    def __init__(
        self,
        calls: CallRepository,
        pricing: Pricing,
        health: HealthTracker,
        spending: SpendingLimits,
        late_writes: WriteRetries,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._calls = calls
        self._pricing = pricing
        self._health = health
        self._spending = spending
        self._late_writes = late_writes
        self._clock = clock

    def complete(self, user_id: int, provider: BaseProvider, request: ChatRequest) -> Completion:
        """Begins with the first piece that is read, which raises SpendLimitReached where nothing may be asked."""
        pieces = self._pieces(_Caller(user_id), provider, request, AnswerFeed())
        return Completion(id=uuid4().hex, provider=provider.name, model=request.model, conversation_id=None, pieces=pieces)

    def chunks(
        self, user_id: int, provider: BaseProvider, request: ChatRequest, token_id: int | None
    ) -> AsyncGenerator[list[Chunk] | Outcome]:
        """All that the provider says, as much at a time as comes at once, then the outcome. Counted under the token."""
        return self._pieces(_Caller(user_id, token_id), provider, request, ChunkFeed())

    async def _pieces(
        self, caller: "_Caller", provider: BaseProvider, request: ChatRequest, feed: Feed[T]
    ) -> AsyncGenerator[T | Outcome]:
        context = CallContext(token_id=caller.token_id)
        reservation = await self._spending.reserve(caller.user_id, provider, request.model, request=request, context=context)
        call = ProviderCall(provider, request.model, pricing=self._pricing, health=self._health, clock=self._clock)
        writing = asyncio.create_task(_write(call, request, feed))
        is_left = True
        try:
            async with aclosing(feed.frames()) as frames:
                async for frame in frames:
                    yield frame
            await writing
            is_left = False
        finally:
            writing.cancel()
            await asyncio.wait({writing})
            outcome = call.outcome()
            if is_left:
                outcome = replace(outcome, status=MessageStatus.CANCELLED)
            reservation.settle(outcome.cost)
            await self._count(caller, provider.name, request.model, outcome, reservation)
        yield outcome

    async def _count(self, caller: "_Caller", provider: str, model: str, outcome: Outcome, reservation: Reservation) -> None:
        """An answer that has come is not taken back because it could not be counted."""

        async def count() -> None:
            await self._calls.record(caller.user_id, provider, model, outcome, token_id=caller.token_id)
            reservation.release()

        try:
            await self._late_writes.save(count, within=PATIENTLY)
        except Exception:
            reservation.release()
            log.exception("A call could not be counted.", extra={"provider": provider})


@dataclass(frozen=True, slots=True)
class _Caller:
    user_id: int
    token_id: int | None = None


async def _write(call: ProviderCall, request: ChatRequest, feed: Feed[T]) -> None:
    """Fill the feed. A task of its own: what the vendor sends at once then reaches the reader at once."""
    try:
        async with call, aclosing(call.chunks(request)) as chunks:
            async for chunk in chunks:
                feed.take(chunk)
    finally:
        feed.close()


def completion_of(generation: Generation) -> Completion:
    """An answer that is written whether or not it is read."""
    return Completion(
        id=str(generation.reply_id),
        provider=generation.provider,
        model=generation.model,
        conversation_id=generation.conversation_id,
        pieces=_followed(generation),
    )


async def _followed(generation: Generation) -> AsyncGenerator[Frame | Outcome]:
    async with aclosing(generation.frames()) as frames:
        async for frame in frames:
            yield frame
    yield await generation.ended()
