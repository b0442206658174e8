"""Responses as they are written. That clients understand them is in test_responses.py."""

import json
from typing import Any

import pytest
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import TypeAdapter

from rxchat.api.v1.responses_writing import ResponsesWriter, usage_of
from rxchat.domain.chunks import Chunk, FinishReason, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.usage import Usage

CHUNKS: list[Chunk] = [
    ThinkingDelta(text="Hm."),
    TextDelta(text="H"),
    TextDelta(text="i"),
    ToolCallDelta(index=4, id="a", name="weather"),
    ToolCallDelta(index=5, name="time"),
    ToolCallDelta(index=4, arguments='{"city": "Oslo"}'),
]
THINKING = {"reasoning": {"summary": "auto"}}
EVENTS: TypeAdapter[Any] = TypeAdapter(ResponseStreamEvent)


def outcome(reason: FinishReason) -> Outcome:
    usage = Usage(input_tokens=9, output_tokens=7, cache_read_tokens=4, reasoning_tokens=2)
    return Outcome(status=MessageStatus.COMPLETE, finish_reason=reason, usage=usage)


def events(written: bytes) -> list[Any]:
    """What was written, by the library's own types."""
    found = [part.split("\n") for part in written.decode().split("\n\n") if part]
    listed = [json.loads(data.removeprefix("data: ")) for _, data in found]
    assert [name for name, _ in found] == [f"event: {each['type']}" for each in listed]
    return [EVENTS.validate_python(each) for each in listed]


@pytest.mark.parametrize("body", [THINKING, {}])
def test_items_are_opened_continued_and_closed_by_the_librarys_types(body: dict[str, Any]):
    writer = ResponsesWriter("m", body)
    written = events(writer.written(CHUNKS) + writer.end(outcome(FinishReason.TOOL)))
    assert [each.sequence_number for each in written] == list(range(len(written)))
    assert [each.type for each in (*written[:2], written[-1])] == [
        "response.created", "response.in_progress", "response.completed"
    ]  # fmt: skip
    kinds = [*(["reasoning"] if body else []), "message", "function_call", "function_call"]
    opened = [each.item for each in written if each.type == "response.output_item.added"]
    closed = {each.output_index: each.item for each in written if each.type == "response.output_item.done"}
    assert [item.type for item in opened] == [closed[place].type for place in range(len(kinds))] == kinds
    assert [item.id for item in opened] == [item.id for item in written[-1].response.output]
    calls = written[-1].response.output[-2:]
    assert [(call.name, call.arguments) for call in calls] == [("weather", '{"city": "Oslo"}'), ("time", "{}")]
    assert [call.call_id[:5] for call in calls] == ["a", "call_"]


def test_a_whole_answer_repeats_what_was_asked():
    asked = THINKING | {"instructions": "Be brief.", "temperature": 0.5, "metadata": {"a": "b"}, "tools": None, "input": "Hi"}
    whole = Response.model_validate(ResponsesWriter("m", asked).whole(CHUNKS, outcome(FinishReason.STOP)))
    assert (whole.output_text, whole.instructions, whole.temperature, whole.tools) == ("Hi", "Be brief.", 0.5, [])
    assert [item.type for item in whole.output] == ["reasoning", "message", "function_call", "function_call"]
    usage = usage_of(outcome(FinishReason.STOP).usage)
    assert (usage["input_tokens_details"]["cached_tokens"], usage["output_tokens_details"]) == (4, {"reasoning_tokens": 2})


@pytest.mark.parametrize(
    ("reason", "status", "why"),
    [
        (FinishReason.STOP, "completed", None),
        (FinishReason.UNKNOWN, "completed", None),
        (FinishReason.LENGTH, "incomplete", "max_output_tokens"),
        (FinishReason.REFUSAL, "incomplete", "content_filter"),
    ],
)
def test_an_empty_answer_is_one_too(reason: FinishReason, status: str, why: str | None):
    *_, last = events(ResponsesWriter("m", {}).end(outcome(reason)))
    assert (last.type, last.response.status) == (f"response.{status}", status)
    assert (last.response.incomplete_details and last.response.incomplete_details.reason) == why


@pytest.mark.parametrize(("code", "said"), [("rate_limited", "rate_limit_exceeded"), ("overloaded", "server_error")])
def test_a_failure_goes_on_from_the_vendors_own_events(code: str, said: str):
    writer = ResponsesWriter("m", {})
    head = Response.model_validate(ResponsesWriter("m", {}).whole([], outcome(FinishReason.STOP))).model_dump() | {"id": "resp_7"}
    writer.event({"type": "response.created", "response": head, "sequence_number": 4})
    (failed,) = events(writer.failed(Failure(code=code, message="Later.", hint="Wait.", retryable=True)))
    assert (failed.response.id, failed.sequence_number, failed.response.error.code) == ("resp_7", 5, said)
    assert failed.response.error.message == "Later. Wait."
    assert writer.event({}) == b""
