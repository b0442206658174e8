"""Chat replies: complete, and as server-sent events."""

import json
from collections.abc import AsyncGenerator
from itertools import count
from typing import Literal, Self

from pydantic import ConfigDict

from rxchat.api.errors import ErrorBody, detail_of
from rxchat.api.event_stream import event
from rxchat.api.shape import Shape
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.reasoning import AnswerParts
from rxchat.domain.usage import Cost, Usage
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.completions import Completion


class UsageBody(Shape):
    """Tokens as the vendor counted them; null means unknown. `input_tokens` include cached ones, `output_tokens` reasoning."""

    input_tokens: int | None
    output_tokens: int | None
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    reasoning_tokens: int | None

    @classmethod
    def of(cls, usage: Usage) -> Self:
        return cls(
            input_tokens=usage.input_tokens,
            output_tokens=usage.output_tokens,
            cache_read_tokens=usage.cache_read_tokens,
            cache_write_tokens=usage.cache_write_tokens,
            reasoning_tokens=usage.reasoning_tokens,
        )


class CostBody(Shape):
    amount: float
    currency: str

    @classmethod
    def of(cls, cost: Cost | None) -> Self | None:
        return cost and cls(amount=float(cost.amount), currency=cost.currency)


class Ending(Shape):
    """How an answer ended; `raw_finish_reason` is the vendor's value. `cost` null: the price is unknown.

    `notes` tell the user what was left out of the request, such as images for a model that can't see them, and why an answer is
    empty.
    """

    finish_reason: FinishReason
    raw_finish_reason: str | None
    usage: UsageBody
    cost: CostBody | None
    latency_ms: int | None
    conversation_id: int | None
    notes: list[str]


class Start(Shape):
    id: str
    provider: str
    model: str
    conversation_id: int | None


class ChatReply(Start, Ending):
    """A complete answer. `model` is the vendor's id."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "5b8f2f2a",
                "provider": "acme",
                "model": "acme-large",
                "role": "assistant",
                "content": "Hello.",
                "reasoning": None,
                "finish_reason": "stop",
                "raw_finish_reason": "stop",
                "usage": {
                    "input_tokens": 9,
                    "output_tokens": 2,
                    "cache_read_tokens": None,
                    "cache_write_tokens": None,
                    "reasoning_tokens": None,
                },
                "cost": {"amount": 0.0001, "currency": "USD"},
                "latency_ms": 431,
                "conversation_id": None,
                "notes": [],
            }
        }
    )

    role: Literal["assistant"]
    content: str
    reasoning: str | None


def failure_in(outcome: Outcome) -> Failure | None:
    """Why an answer is incomplete; None if it is complete."""
    if outcome.failure is None and outcome.finish_reason is None:
        return Failure(
            code="stream_interrupted",
            message="The response was stopped.",
            hint="Retry to get a complete one.",
            retryable=True,
        )
    return outcome.failure


def reply_of(completion: Completion, said: AnswerParts, outcome: Outcome) -> ChatReply:
    whole = {"role": "assistant", "content": said.text, "reasoning": said.thinking or None}
    return ChatReply.model_validate(dict(_start(completion)) | dict(_ending(completion, outcome)) | whole)


async def events_of(completion: Completion, first: Frame | Outcome) -> AsyncGenerator[bytes]:
    """`start`, then `text` and `reasoning` as they arrive, then one `finish` or `error`. `first` is the piece that was read
    already.
    """
    numbers = count(1)
    yield event("start", next(numbers), _start(completion).model_dump_json())
    piece: Frame | Outcome | None = first
    while isinstance(piece, Frame):
        if piece.thinking:
            yield event("reasoning", next(numbers), _piece(piece.thinking))
        if piece.text:
            yield event("text", next(numbers), _piece(piece.text))
        piece = await anext(completion.pieces, None)
    if piece is None:
        return
    failure = failure_in(piece)
    if failure is None:
        yield event("finish", next(numbers), _ending(completion, piece).model_dump_json())
    else:
        yield event("error", next(numbers), ErrorBody(error=detail_of(failure)).model_dump_json())


def _piece(text: str) -> str:
    return json.dumps({"text": text}, ensure_ascii=False, separators=(",", ":"))


def _start(completion: Completion) -> Start:
    return Start(
        id=completion.id, provider=completion.provider, model=completion.model, conversation_id=completion.conversation_id
    )


def _ending(completion: Completion, outcome: Outcome) -> Ending:
    return Ending(
        finish_reason=outcome.finish_reason or FinishReason.UNKNOWN,
        raw_finish_reason=outcome.raw_reason or None,
        usage=UsageBody.of(outcome.usage),
        cost=CostBody.of(outcome.cost),
        latency_ms=outcome.latency_ms,
        conversation_id=completion.conversation_id,
        notes=list(outcome.notes),
    )
