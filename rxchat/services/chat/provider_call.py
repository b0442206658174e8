"""Provider call: one request to a provider, with its timing, cost, outcome and effect on the provider's health."""

import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from types import TracebackType
from typing import Self

from rxchat.domain.chunks import Chunk, Finished, FinishReason, Started, TextDelta, ThinkingDelta, ToolCallDelta, UsageUpdate
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure, RxchatError, StreamInterrupted
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.providers.errors import LONGEST_QUOTE
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.empty_answers import note_on_silence
from rxchat.services.failures import public_failure, redacted_failure, unexpected
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing

log = logging.getLogger(__name__)


class ProviderCall:
    """Used once. What fails inside the context, such as building the request, is in the `outcome` instead of being raised.

    async with call:
        async with aclosing(call.frames(request)) as frames:
            ...
    outcome = call.outcome()
    """

    def __init__(
        self, provider: BaseProvider, model: str, *, pricing: Pricing, health: HealthTracker, clock: Callable[[], float]
    ) -> None:
        self._provider = provider
        self._model = model
        self._pricing = pricing
        self._health = health
        self._clock = clock
        self._started_at = clock()
        self._ended_at: float | None = None
        self._first_at: float | None = None
        self._thought_at: float | None = None
        self._thought_until: float | None = None
        self._usage = Usage()
        self._finished: Finished | None = None
        self._status = MessageStatus.INTERRUPTED
        self._failure: Failure | None = None
        self._public_failure: Failure | None = None
        self._notes: tuple[str, ...] = ()
        self._has_words = self._has_thoughts = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        """Keep an error for the outcome, and report how the provider did. Cancelling passes through."""
        provider = self._provider
        if isinstance(error, RxchatError):
            self._fail(redacted_failure(error), public_failure(provider, error), is_cut=isinstance(error, StreamInterrupted))
        elif isinstance(error, Exception):
            log.error("A provider failed in a way it should not.", exc_info=error, extra={"provider": provider.name})
            self._fail(unexpected(provider), unexpected(provider))
        self._ended_at = self._clock()
        self._report()
        self._count(self._ended_at)
        return isinstance(error, Exception)

    async def frames(self, request: ChatRequest) -> AsyncGenerator[Frame]:
        """The answer as it streams in."""
        async with aclosing(self.chunks(request)) as chunks:
            async for chunk in chunks:
                match chunk:
                    case TextDelta(text=text):
                        yield Frame(text, "")
                    case ThinkingDelta(text=text):
                        yield Frame("", text)
                    case _:
                        continue

    async def chunks(self, request: ChatRequest) -> AsyncGenerator[Chunk]:
        """All that the provider says, for callers that use tools or the vendor's own protocol."""
        async with aclosing(self._provider.stream_message(request)) as chunks:
            async for chunk in chunks:
                self._take(chunk)
                yield chunk
        is_cut = self._finished is not None and self._finished.reason is FinishReason.CUT
        self._status = MessageStatus.INTERRUPTED if is_cut else MessageStatus.COMPLETE

    def outcome(self) -> Outcome:
        """How it ended: interrupted, if it was closed or cancelled before its end."""
        now, finished = self._clock() if self._ended_at is None else self._ended_at, self._finished
        return Outcome(
            status=self._status,
            finish_reason=finished.reason if finished else FinishReason.ERROR if self._failure else None,
            raw_reason=finished.raw_reason[:LONGEST_QUOTE] if finished else "",
            failure=self._failure,
            usage=self._usage,
            cost=self._pricing.cost(self._provider, self._model, self._usage),
            latency_ms=round((now - self._started_at) * 1000),
            first_ms=self._first_ms(),
            reasoning_ms=self._reasoning_ms(now),
            notes=self._notes + self._cut() + self._silence(),
        )

    def _take(self, chunk: Chunk) -> None:
        match chunk:
            case TextDelta(text=text):
                self._said(text, "")
            case ThinkingDelta(text=text):
                self._said("", text)
            case ToolCallDelta(arguments=arguments):
                self._said(arguments or " ", "")
            case UsageUpdate(usage=usage):
                self._usage = usage
            case Finished():
                self._finished, self._usage = chunk, chunk.usage
            case Started(notes=notes):
                self._notes = notes
            case _:
                return

    def _cut(self) -> tuple[str, ...]:
        if self._finished is None or self._finished.reason is not FinishReason.CUT:
            return ()
        return (f"The answer was cut after {self._finished.raw_reason}, the most that rxchat keeps of one.",)

    def _silence(self) -> tuple[str, ...]:
        if self._finished is None or self._has_words:
            return ()
        return note_on_silence(self._finished, has_thoughts=self._has_thoughts)

    def _said(self, text: str, thinking: str) -> None:
        self._has_words = self._has_words or bool(text.strip())
        self._has_thoughts = self._has_thoughts or bool(thinking.strip())
        if self._first_at is None:
            self._first_at = self._clock()
        if thinking and self._thought_at is None:
            self._thought_at = self._clock() if self._has_words else self._first_at
        if text and self._thought_at is not None and self._thought_until is None:
            self._thought_until = self._clock()

    def _fail(self, failure: Failure, public: Failure, *, is_cut: bool = False) -> None:
        """`public` is what everybody may read."""
        self._failure, self._public_failure = failure, public
        self._status = MessageStatus.INTERRUPTED if is_cut else MessageStatus.ERROR

    def _report(self) -> None:
        """Report the provider's health. A call that was closed before its first word says nothing about it."""
        if self._public_failure is not None:
            self._health.failed(self._provider.name, self._public_failure)
        elif self._first_at is not None or self._finished is not None:
            self._health.worked(self._provider.name, self._first_ms())

    def _count(self, now: float) -> None:
        counts, name, first_ms = self._health.counts, self._provider.name, self._first_ms()
        if self._public_failure is not None:
            counts.failed(name, self._public_failure.code, self._usage, first_ms=first_ms)
        elif self._finished is None:
            counts.stopped(name, self._usage, first_ms=first_ms)
        else:
            counts.completed(name, self._usage, first_ms=first_ms, whole_ms=round((now - self._started_at) * 1000))

    def _first_ms(self) -> int | None:
        return None if self._first_at is None else round((self._first_at - self._started_at) * 1000)

    def _reasoning_ms(self, now: float) -> int | None:
        """An answer that ended while the model was thinking counts to its end."""
        if self._thought_at is None:
            return None
        until = now if self._thought_until is None else self._thought_until
        return round((until - self._thought_at) * 1000)
