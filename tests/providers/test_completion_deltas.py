from typing import Any

import pytest

from rxchat.domain.chunks import TextDelta, ThinkingDelta
from rxchat.providers.completion_deltas import DeltaReader, chunks_of


def _text(*choices: dict[str, Any]) -> str:
    new = DeltaReader()
    chunks = [chunk for choice in choices for chunk in chunks_of(new.take(choice))]
    return "".join(chunk.text for chunk in chunks if isinstance(chunk, TextDelta))


@pytest.mark.parametrize(
    "delta",
    [
        {"reasoning": "Hm. ", "reasoning_content": "Hm. "},
        {"reasoning": "Hm. ", "reasoning_details": [{"type": "reasoning.text", "text": "Hm. "}]},
        {"reasoning": None, "reasoning_content": "", "thinking": "Hm. "},
        {"thinking": "Hm. ", "reasoning": "Hm. ", "reasoning_content": "Hm. ", "content": None},
        {"content": [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm. "}]}]},
    ],
)
def test_thoughts_count_once_whatever_fields_they_stand_in(delta: dict[str, Any]):
    assert list(chunks_of(delta)) == [ThinkingDelta(text="Hm. ")]


def test_words_stand_in_a_text_a_refusal_or_a_list_of_parts():
    assert list(chunks_of({"content": "a", "refusal": "b"})) == [TextDelta(text="a"), TextDelta(text="b")]
    assert list(chunks_of({"content": [{"type": "text", "text": "a"}, {"type": "novel"}, 7]})) == [TextDelta(text="a")]
    assert list(chunks_of({"content": 7, "tool_calls": []})) == []


def test_a_message_is_read_where_no_deltas_come():
    assert _text({"message": {"content": "Hel"}}, {"message": {"content": "lo"}}) == "Hello"
    assert _text({"delta": {"role": "assistant"}}, {"delta": {}, "message": {"content": "Hello"}}) == "Hello"
    assert _text({"delta": None, "text": "Hello"}) == "Hello"


def test_a_message_that_repeats_the_deltas_adds_nothing():
    said = {"content": "Hello"}
    assert (
        _text({"delta": {"content": "Hel"}, "message": {"content": "Hel"}}, {"delta": {"content": "lo"}, "message": said})
        == "Hello"
    )
    assert _text({"delta": said}, {"delta": {}, "message": said, "finish_reason": "stop"}) == "Hello"
