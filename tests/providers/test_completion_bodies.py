"""Turns and tools as chat completions carry them."""

import pytest

from rxchat.domain.messages import Message, Role, TextPart, user_message
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import Tool, ToolCall, ToolChoice, ToolResult
from rxchat.providers.completion_bodies import tool_fields, turns_of

TOOL = Tool(name="weather", schema={"type": "object"})


def test_results_are_messages_of_their_own_before_what_the_user_says():
    results = (ToolResult(call_id="1", text="Rain."), ToolResult(call_id="2", text="Sun."))
    turns = turns_of(Message(role=Role.USER, parts=(TextPart(text="And now?"),), results=results))
    assert [turn["role"] for turn in turns] == ["tool", "tool", "user"]
    assert turns_of(Message(role=Role.USER, parts=(), results=results)) == turns[:2]


def test_calls_stand_beside_what_was_said():
    call = ToolCall(id="1", name="weather", arguments="{}")
    (turn,) = turns_of(Message(role=Role.ASSISTANT, parts=(), calls=(call,)))
    assert (turn["content"], turn["tool_calls"][0]["function"]) == (None, {"name": "weather", "arguments": "{}"})


@pytest.mark.parametrize(
    ("choice", "written"),
    [
        (ToolChoice(), "auto"),
        (ToolChoice(is_required=True), "required"),
        (ToolChoice(is_forbidden=True), "none"),
        (ToolChoice(name="weather"), {"type": "function", "function": {"name": "weather"}}),
    ],
)
def test_the_choice_of_a_tool_goes_with_tools_only(choice: ToolChoice, written: object):
    request = ChatRequest(model="m", messages=(user_message("Hi"),), tool_choice=choice, stop=("END",))
    assert tool_fields(request) == {"stop": ["END"]}
    assert tool_fields(ChatRequest(model="m", messages=(), tools=(TOOL,), tool_choice=choice))["tool_choice"] == written
