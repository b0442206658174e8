"""Summarizer: has a model summarize messages, in as many calls as its window needs."""

import logging
import time
from bisect import bisect_right
from collections.abc import Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.chunks import FinishReason
from rxchat.domain.compaction import LONGEST_SUMMARY, SUMMARY_INSTRUCTION
from rxchat.domain.conversations import MessageStatus, Outcome, SavedMessage
from rxchat.domain.error_base import RxchatError
from rxchat.domain.errors import ContextTooLong, NotSummarized
from rxchat.domain.messages import Role, user_message
from rxchat.domain.reasoning import separate_reasoning
from rxchat.domain.requests import ChatRequest, Reasoning
from rxchat.domain.spending import CallContext
from rxchat.domain.token_estimates import LEAST_TOKENS_PER_CHARACTER, text_tokens
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.provider_call import ProviderCall
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import PATIENTLY, WriteRetries

log = logging.getLogger(__name__)

LONGEST_ANSWER: Final = 8_000
"""Tokens of a summary with its reasoning, at most; an eighth of a small window."""
_ANSWER_SHARE: Final = 8
_FULL: Final = 0.6
"""How much of what is left of the window a call fills: estimates err, and a call must never be too long."""
_SMALLEST_PIECE: Final = 125
"""Tokens. Where a vendor finds this too long, something else is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryJob:
    """`window` is the model's, in tokens; `scale` is its tokens for each that is estimated."""

    user_id: int
    conversation_id: int
    provider: BaseProvider
    model: str
    window: int
    scale: float

    @property
    def longest_answer(self) -> int:
        return max(min(LONGEST_ANSWER, self.window // _ANSWER_SHARE), 1)

    @property
    def room(self) -> int:
        """Tokens of text that a call carries."""
        tokens = self.window - self.longest_answer - text_tokens(SUMMARY_INSTRUCTION, self.scale)
        return max(int(tokens * _FULL), _SMALLEST_PIECE)


class Summarizer:
    """Each call counts towards the person's caps and usage, and none is made past a cap."""

    def __init__(self, calls: CallRepository, pricing: Pricing, spending: SpendingLimits, late_writes: WriteRetries) -> None:
        self._calls = calls
        self._pricing = pricing
        self._spending = spending
        self._late_writes = late_writes

    async def summarize(self, job: SummaryJob, before: str, messages: Iterable[SavedMessage]) -> str:
        """The summary of `before`, which is one itself, and the messages. Raises NotSummarized, SpendLimitReached."""
        texts = [f"{_SPEAKERS[message.role]}: {message.text}" for message in messages]
        left, summary, room = "\n\n".join(texts), before, job.room
        while left:
            start = f"Summary so far:\n{summary}\n\n" if summary else ""
            free = max(room - text_tokens(start, job.scale), _SMALLEST_PIECE)
            piece, rest = split_at(left, free / job.scale)
            try:
                summary = await self._call(job, f"<conversation>\n{start}{piece}\n</conversation>")
            except _TooLong as error:
                room //= 2
                if room < _SMALLEST_PIECE:
                    raise NotSummarized(error.message, hint=error.hint) from error
                continue
            left = rest
        return summary

    async def _call(self, job: SummaryJob, text: str) -> str:
        request = ChatRequest(
            model=job.model,
            messages=(user_message(text),),
            system=SUMMARY_INSTRUCTION,
            max_tokens=job.longest_answer,
            reasoning=Reasoning.OFF,
        )
        context = CallContext(conversation_id=job.conversation_id)
        reservation = await self._spending.reserve(job.user_id, job.provider, job.model, request=request, context=context)
        call = ProviderCall(job.provider, job.model, pricing=self._pricing, health=HealthTracker(), clock=time.monotonic)
        said: list[str] = []
        is_left = True
        try:
            async with call, aclosing(call.frames(request)) as frames:
                async for frame in frames:
                    said.append(frame.text)
            is_left = False
        finally:
            outcome = call.outcome()
            if is_left:
                outcome = replace(outcome, status=MessageStatus.CANCELLED)
            reservation.settle(outcome.cost)

            async def count() -> None:
                await self._calls.record(job.user_id, job.provider.name, job.model, outcome, conversation_id=job.conversation_id)
                reservation.release()

            await self._late_writes.save(count, within=PATIENTLY)
        return _checked(separate_reasoning("".join(said), "").text.strip(), outcome)


class _TooLong(RxchatError):
    """The vendor found the call too long."""


def _checked(text: str, outcome: Outcome) -> str:
    """The text of a whole summary. Raises NotSummarized for one that is cut, empty or refused."""
    failure = outcome.failure
    if failure is not None and failure.code == ContextTooLong.code:
        raise _TooLong(failure.message, hint=failure.hint)
    if failure is not None:
        raise NotSummarized(f"Couldn't summarize this chat. {failure.message}", hint=failure.hint)
    if outcome.finish_reason is FinishReason.REFUSAL:
        raise NotSummarized("The model declined to summarize this chat.")
    is_whole = outcome.status is MessageStatus.COMPLETE and outcome.finish_reason in (FinishReason.STOP, FinishReason.UNKNOWN)
    if not is_whole or len(text) > LONGEST_SUMMARY:
        raise NotSummarized("The model didn't finish its summary.")
    if not text:
        raise NotSummarized("The model returned an empty summary.")
    return text


_SPEAKERS: Final = {Role.USER: "User", Role.ASSISTANT: "Assistant", Role.SYSTEM: "System"}


def split_at(text: str, room: float) -> tuple[str, str]:
    """The start of a text, estimated at `room` tokens at most, up to the end of a line where there is one, and the rest."""
    start = text[: int(room / LEAST_TOKENS_PER_CHARACTER)]
    start = start[: bisect_right(range(1, len(start) + 1), room, key=lambda size: text_tokens(start[:size]))]
    if len(start) == len(text):
        return text, ""
    at = start.rfind("\n", len(start) // 2)
    cut = len(start) if at < 0 else at
    return text[:cut], text[cut:].lstrip("\n")
