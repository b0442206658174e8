"""An answer in one piece and as events."""

import json
from collections.abc import AsyncGenerator
from decimal import Decimal
from types import SimpleNamespace

import pytest

from rxchat.api.chat_reply import events_of, failure_in, reply_of
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.reasoning import AnswerParts
from rxchat.domain.usage import Cost, Usage
from rxchat.services.chat.answer_feed import Frame
from rxchat.services.chat.completions import Completion

DONE = Outcome(
    status=MessageStatus.COMPLETE,
    finish_reason=FinishReason.LENGTH,
    raw_reason="max_tokens",
    usage=Usage(input_tokens=3),
    cost=Cost(amount=Decimal("0.5")),
    latency_ms=12,
)


def answering(*pieces: Frame | Outcome) -> Completion:
    async def those() -> AsyncGenerator[Frame | Outcome]:
        for piece in pieces:
            yield piece

    return Completion(id="7", provider="acme", model="m", conversation_id=3, pieces=those())


async def told(*pieces: Frame | Outcome) -> list[SimpleNamespace]:
    """The fields of each event."""
    answer = answering(*pieces)
    events = [event.decode() async for event in events_of(answer, await anext(answer.pieces))]
    assert all(event.endswith("\n\n") for event in events)
    return [SimpleNamespace(**dict(line.split(": ", 1) for line in event.rstrip("\n").split("\n"))) for event in events]


async def test_events_come_in_order_each_with_a_number():
    events = await told(Frame("", "Hm."), Frame("Hi", ""), Frame(" there", "!"), DONE)
    assert [event.event for event in events] == ["start", "reasoning", "text", "reasoning", "text", "finish"]
    assert [event.id for event in events] == ["1", "2", "3", "4", "5", "6"]
    finish = json.loads(events[-1].data)
    assert (finish["finish_reason"], finish["raw_finish_reason"], finish["conversation_id"]) == ("length", "max_tokens", 3)
    assert finish["cost"] == {"amount": 0.5, "currency": "USD"}
    assert (finish["usage"]["input_tokens"], finish["usage"]["output_tokens"]) == (3, None)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome(status=MessageStatus.ERROR, failure=Failure(code="overloaded", message="Busy.", provider="acme")), "overloaded"),
        (Outcome(status=MessageStatus.CANCELLED), "stream_interrupted"),
    ],
)
async def test_an_answer_that_is_not_whole_ends_in_an_error(outcome: Outcome, code: str):
    events = await told(Frame("Half", ""), outcome)
    assert [event.event for event in events] == ["start", "text", "error"]
    assert json.loads(events[-1].data)["error"]["code"] == code
    failure = failure_in(outcome)
    assert failure is not None
    assert failure.code == code


async def test_a_whole_answer_says_everything_at_once():
    reply = reply_of(answering(), AnswerParts("Hi", ""), DONE)
    assert (reply.id, reply.role, reply.content, reply.reasoning, reply.conversation_id) == ("7", "assistant", "Hi", None, 3)
    assert (reply.finish_reason, reply.latency_ms) == (FinishReason.LENGTH, 12)


async def test_text_is_one_line_of_json_as_it_is():
    (_, event, _) = await told(Frame('a "b"\n\u2028ü🙂', ""), DONE)
    assert event.data == '{"text":"a \\"b\\"\\n\u2028ü🙂"}'
