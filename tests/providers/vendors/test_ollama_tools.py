"""Tools in Ollama's chat. That Ollama takes them is in tests/api/v1."""

import pytest

from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import Tool, ToolCall, ToolChoice, ToolResult
from rxchat.providers.vendors.ollama_tools import call_deltas, calls_field, results_of, tool_fields

TOOL = Tool(name="weather", schema={"type": "object"})


def test_calls_and_results_are_turns_by_name():
    calls = (ToolCall(id="1", name="weather", arguments='{"city": "Oslo"}'), ToolCall(id="2", name="time", arguments="no json"))
    assert [call["function"] for call in calls_field(calls)["tool_calls"]] == [
        {"name": "weather", "arguments": {"city": "Oslo"}},
        {"name": "time", "arguments": {}},
    ]
    assert calls_field(()) == {}
    results = (ToolResult(call_id="1", text="Rain."), ToolResult(call_id="3", text=""))
    assert [(turn["role"], turn["tool_name"]) for turn in results_of(results, {"1": "weather"})] == [
        ("tool", "weather"),
        ("tool", "3"),
    ]


def test_calls_of_an_answer_are_counted_on():
    said = {
        "tool_calls": [
            {"id": "a", "function": {"name": "weather", "arguments": {"city": "Oslo"}}},
            {"function": {"name": "time"}},
        ]
    }
    first, second = call_deltas(said, 4)
    assert (first.index, first.id, first.arguments) == (4, "a", '{"city": "Oslo"}')
    assert (second.index, second.id[:5], second.name, second.arguments) == (5, "call_", "time", "{}")
    assert list(call_deltas({"content": "Hi", "tool_calls": None}, 0)) == []


@pytest.mark.parametrize(("choice", "is_sent"), [(None, True), (ToolChoice(), True), (ToolChoice(is_forbidden=True), False)])
def test_tools_are_sent_unless_they_are_forbidden(choice: ToolChoice | None, is_sent: bool):
    fields = tool_fields(ChatRequest(model="m", messages=(), tools=(TOOL,), tool_choice=choice))
    assert bool(fields) is is_sent
