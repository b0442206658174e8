"""Has one answer written, from the first word asked of the vendor to the last one saved."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing

from rxchat.db.messages import MessageRepository
from rxchat.domain.chunks import Chunk, Finished, FinishReason, TextDelta, ThinkingDelta, UsageUpdate
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure, RxchatError, StreamInterrupted, failure_of
from rxchat.domain.requests import ChatRequest
from rxchat.domain.usage import Usage
from rxchat.providers.base import BaseProvider
from rxchat.services.generation import Generation
from rxchat.services.pricing import Pricing
from rxchat.services.recorder import Recorder
from rxchat.services.requests import request_for

log = logging.getLogger(__name__)

HISTORY_LIMIT = 1000
"""How many of the newest turns a model is given."""

NOT_SAVED = Failure(
    code="not_saved",
    message="The answer could not be saved.",
    hint="Copy it now, check the disk that holds the data directory, then retry.",
    retryable=True,
)


class Writer:
    """Asks the provider, hands what comes to the readers and to the database, and says how it ended. Used once."""

    def __init__(
        self,
        generation: Generation,
        provider: BaseProvider,
        *,
        messages: MessageRepository,
        pricing: Pricing,
        clock: Callable[[], float],
    ) -> None:
        self._generation = generation
        self._provider = provider
        self._messages = messages
        self._pricing = pricing
        self._clock = clock
        self._recorder = Recorder(messages, generation.reply_id)
        self._usage = Usage()
        self._finished: Finished | None = None
        self._first_at: float | None = None

    async def write(self) -> Outcome:
        """Write the answer to its end, whatever that is. Cancelling ends the call and saves what came."""
        begun = self._clock()
        status, failure = await self._ask()
        reason = self._finished.reason if self._finished else FinishReason.ERROR if failure else None
        outcome = Outcome(
            status=status,
            finish_reason=reason,
            raw_reason=self._finished.raw_reason if self._finished else "",
            failure=failure,
            usage=self._usage,
            cost=self._pricing.cost(self._provider, self._generation.model, self._usage),
            latency_ms=round((self._clock() - begun) * 1000),
            first_ms=None if self._first_at is None else round((self._first_at - begun) * 1000),
        )
        self._log(outcome)
        return await asyncio.shield(self._save(outcome))

    def _log(self, outcome: Outcome) -> None:
        generation = self._generation
        fields = {
            "provider": generation.provider,
            "model": generation.model,
            "conversation_id": generation.conversation_id,
            "reply_id": generation.reply_id,
            "status": outcome.status.value,
            "code": outcome.failure.code if outcome.failure else None,
            "latency_ms": outcome.latency_ms,
        }
        log.info("An answer has been written.", extra=fields)

    async def _ask(self) -> tuple[MessageStatus, Failure | None]:
        """How the call ended."""
        provider = self._provider
        try:
            async with aclosing(provider.stream_message(await self._request())) as chunks:
                async for chunk in chunks:
                    self._take(chunk)
        except asyncio.CancelledError:
            return (MessageStatus.CANCELLED if self._generation.is_stopped else MessageStatus.INTERRUPTED), None
        except StreamInterrupted as error:
            return MessageStatus.INTERRUPTED, failure_of(error)
        except RxchatError as error:
            return MessageStatus.ERROR, failure_of(error)
        except Exception:
            log.exception("A provider failed in a way it should not.", extra={"provider": provider.name})
            return MessageStatus.ERROR, _fault_of(provider)
        return MessageStatus.COMPLETE, None

    def _take(self, chunk: Chunk) -> None:
        match chunk:
            case TextDelta(text=text):
                self._say(text=text)
            case ThinkingDelta(text=text):
                self._say(thinking=text)
            case UsageUpdate(usage=usage):
                self._usage = usage
            case Finished():
                self._finished, self._usage = chunk, chunk.usage
            case _:
                return

    def _say(self, *, text: str = "", thinking: str = "") -> None:
        if self._first_at is None:
            self._first_at = self._clock()
        self._generation.add(text=text, thinking=thinking)
        self._recorder.add(text=text, thinking=thinking)

    async def _request(self) -> ChatRequest:
        """The conversation up to this reply, which is not written yet."""
        generation = self._generation
        history = await self._messages.list_visible(
            generation.user_id, generation.conversation_id, limit=HISTORY_LIMIT, before_id=generation.reply_id
        )
        return request_for(generation.model, history)

    async def _save(self, outcome: Outcome) -> Outcome:
        """Save the end. An answer that can't be saved is said to be so; its readers still have it."""
        try:
            await self._recorder.finish(outcome)
        except Exception:
            log.exception("An answer could not be saved.", extra={"reply_id": self._generation.reply_id})
            return Outcome(status=MessageStatus.ERROR, failure=NOT_SAVED)
        return outcome


def _fault_of(provider: BaseProvider) -> Failure:
    return Failure(
        code="internal_error",
        message=f"The {provider.label} provider failed in an unexpected way.",
        hint="Retry, or switch to another model. The log names the cause.",
        provider=provider.name,
        retryable=True,
    )
