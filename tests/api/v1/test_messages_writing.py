"""Messages as they are written. That clients understand them is in test_chat_completions.py."""

import json
from typing import Any

import pytest

from rxchat.api.v1.messages_writing import MessagesWriter, usage_of
from rxchat.domain.chunks import Chunk, FinishReason, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.usage import Usage

CHUNKS: list[Chunk] = [
    ThinkingDelta(text="Hm."),
    TextDelta(text="H"),
    TextDelta(text="i"),
    ToolCallDelta(index=4, id="a", name="weather"),
    ToolCallDelta(index=4, arguments='{"city": "Oslo"}'),
    ToolCallDelta(index=5, name="time"),
]


def outcome(reason: FinishReason) -> Outcome:
    return Outcome(status=MessageStatus.COMPLETE, finish_reason=reason, usage=Usage(input_tokens=9, output_tokens=7))


def events(written: bytes) -> list[Any]:
    found = [part.split("\n") for part in written.decode().split("\n\n") if part]
    listed = [json.loads(data.removeprefix("data: ")) for _, data in found]
    assert [name for name, _ in found] == [f"event: {each['type']}" for each in listed]
    return listed


@pytest.mark.parametrize("has_thoughts", [True, False])
def test_blocks_are_opened_and_closed_one_after_another(has_thoughts: bool):
    writer = MessagesWriter("m", has_thoughts=has_thoughts)
    written = events(writer.written(CHUNKS) + writer.end(outcome(FinishReason.TOOL)))
    opened = [each["content_block"]["type"] for each in written if each["type"] == "content_block_start"]
    assert opened == [*(["thinking"] if has_thoughts else []), "text", "tool_use", "tool_use"]
    indexes = [each["index"] for each in written if each["type"] == "content_block_stop"]
    assert indexes == list(range(len(opened)))
    assert [each["type"] for each in (written[0], *written[-2:])] == ["message_start", "message_delta", "message_stop"]
    assert written[-2]["delta"]["stop_reason"] == "tool_use"
    assert written[-2]["usage"]["output_tokens"] == 7


def test_a_whole_answer_has_its_blocks():
    whole = MessagesWriter("m", has_thoughts=True).whole(CHUNKS, outcome(FinishReason.STOP))
    assert [block["type"] for block in whole["content"]] == ["thinking", "text", "tool_use", "tool_use"]
    assert [block["input"] for block in whole["content"][2:]] == [{"city": "Oslo"}, {}]
    cached = usage_of(Usage(input_tokens=9, cache_read_tokens=4, cache_write_tokens=2))
    assert (cached["input_tokens"], cached["cache_read_input_tokens"]) == (3, 4)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (FinishReason.STOP, "end_turn"),
        (FinishReason.LENGTH, "max_tokens"),
        (FinishReason.REFUSAL, "refusal"),
        (FinishReason.UNKNOWN, "end_turn"),
    ],
)
def test_an_empty_answer_is_one_too(reason: FinishReason, said: str):
    first, last, end = events(MessagesWriter("m", has_thoughts=False).end(outcome(reason)))
    assert (first["type"], last["delta"]["stop_reason"], end["type"]) == ("message_start", said, "message_stop")


def test_a_failure_is_an_event_of_its_kind():
    (failed,) = events(
        MessagesWriter("m", has_thoughts=False).failed(Failure(code="overloaded", message="Later.", hint="Wait.", retryable=True))
    )
    assert failed["error"] == {"type": "overloaded_error", "message": "Later. Wait."}
