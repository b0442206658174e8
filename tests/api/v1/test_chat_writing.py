"""Chat completions as they are written. That clients understand them is in test_chat_completions.py."""

import json
from typing import Any

from rxchat.api.v1.chat_writing import ChatWriter, calls_in, usage_of
from rxchat.domain.chunks import Chunk, FinishReason, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.usage import Usage

CHUNKS: list[Chunk] = [
    ThinkingDelta(text="Hm."),
    TextDelta(text="Hi"),
    ToolCallDelta(index=4, id="a", name="weather"),
    ToolCallDelta(index=4, arguments="{}"),
    ToolCallDelta(index=5, name="time"),
]
OUTCOME = Outcome(
    status=MessageStatus.COMPLETE,
    finish_reason=FinishReason.TOOL,
    usage=Usage(input_tokens=9, output_tokens=7, cache_read_tokens=4),
)


def objects(written: bytes) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in written.decode().split("\n\n") if line]
    return [json.loads(line) if line != "[DONE]" else None for line in lines]


def test_a_stream_numbers_its_calls_and_ends_with_usage():
    writer = ChatWriter("m", has_usage=True)
    *deltas, reason, usage, done = objects(writer.written(CHUNKS) + writer.end(OUTCOME))
    assert deltas[0]["choices"][0]["delta"] == {"role": "assistant", "content": "", "reasoning_content": "Hm."}
    calls = [each["choices"][0]["delta"]["tool_calls"][0] for each in deltas[2:]]
    assert [(call["index"], call.get("id", "")[:5]) for call in calls] == [(0, "a"), (0, ""), (1, "call_")]
    assert reason["choices"][0]["finish_reason"] == "tool_calls"
    assert (usage["choices"], usage["usage"]) == ([], usage_of(OUTCOME.usage))
    assert done is None
    assert len({each["id"] for each in (*deltas, reason, usage)}) == 1


def test_a_whole_answer_has_its_calls_put_together():
    whole = ChatWriter("m", has_usage=False).whole(CHUNKS, OUTCOME)
    message = whole["choices"][0]["message"]
    assert (message["content"], message["reasoning_content"]) == ("Hi", "Hm.")
    assert [call["function"] for call in message["tool_calls"]] == [
        {"name": "weather", "arguments": "{}"},
        {"name": "time", "arguments": "{}"},
    ]
    assert [call.arguments for call in calls_in(CHUNKS)] == ["{}", ""]
    assert usage_of(OUTCOME.usage)["prompt_tokens_details"] == {"cached_tokens": 4}


def test_a_failure_is_an_event_and_half_a_pair_is_no_fault():
    writer = ChatWriter("m", has_usage=False)
    (failed, done) = objects(writer.failed(Failure(code="overloaded", message="Later.", hint="Wait.", retryable=True)))
    assert (failed["error"]["message"], failed["error"]["code"], done) == ("Later. Wait.", "overloaded", None)
    assert objects(writer.event({"x": "\ud83d"})) == [{"x": "\ud83d"}]
    assert writer.event({}) == b"data: [DONE]\n\n"
