"""Tools as blocks of the Messages API."""

import pytest

from rxchat.domain.chunks import ToolCallDelta
from rxchat.domain.messages import Message, Role
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import Tool, ToolCall, ToolChoice, ToolResult
from rxchat.providers.vendors.claude_tools import tool_delta, tool_fields, with_tools

TOOL = Tool(name="weather", description="Weather.", schema={"type": "object"})


def test_results_come_first_and_calls_last():
    said = [{"type": "text", "text": "So?"}]
    results = (ToolResult(call_id="1", text="", is_error=True),)
    blocks = with_tools(Message(role=Role.USER, parts=(), results=results), said)
    assert [block["type"] for block in blocks] == ["tool_result", "text"]
    assert blocks[0]["is_error"] is True
    assert blocks[0]["content"]
    calls = (
        ToolCall(id="1", name="weather", arguments='{"city": "Oslo"}'),
        ToolCall(id="2", name="weather", arguments="no json"),
    )
    blocks = with_tools(Message(role=Role.ASSISTANT, parts=(), calls=calls), said)
    assert [block.get("input") for block in blocks] == [None, {"city": "Oslo"}, {}]


@pytest.mark.parametrize(
    ("choice", "kind"),
    [
        (ToolChoice(), "auto"),
        (ToolChoice(is_required=True), "any"),
        (ToolChoice(is_forbidden=True), "none"),
        (ToolChoice(name="a"), "tool"),
    ],
)
def test_a_choice_has_the_vendors_words(choice: ToolChoice, kind: str):
    fields = tool_fields(ChatRequest(model="m", messages=(), tools=(TOOL,), tool_choice=choice, stop=("END",)))
    assert fields["tool_choice"]["type"] == kind
    assert (fields["tools"][0]["input_schema"], fields["stop_sequences"]) == ({"type": "object"}, ["END"])


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            {"index": 1, "content_block": {"type": "tool_use", "id": "t", "name": "weather", "input": {}}},
            ToolCallDelta(index=1, id="t", name="weather"),
        ),
        (
            {"index": 1, "content_block": {"type": "tool_use", "id": "t", "name": "weather", "input": {"a": 1}}},
            ToolCallDelta(index=1, id="t", name="weather", arguments='{"a": 1}'),
        ),
        ({"index": 2, "delta": {"type": "input_json_delta", "partial_json": "{"}}, ToolCallDelta(index=2, arguments="{")),
        ({"index": 0, "content_block": {"type": "text", "text": ""}}, None),
        ({"delta": {"type": "input_json_delta", "partial_json": "{"}}, None),
        ({"index": 0, "content_block": "odd"}, None),
    ],
)
def test_a_piece_of_a_call_is_found(event: dict[str, object], expected: object):
    assert tool_delta(event) == expected
