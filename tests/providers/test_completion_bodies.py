"""Turns, tools and the format of an answer as chat completions carry them."""

import pytest

from rxchat.domain.answer_formats import AnswerFormat
from rxchat.domain.messages import Message, Role, TextPart, user_message
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import Tool, ToolCall, ToolChoice, ToolResult
from rxchat.providers.completion_bodies import option_fields, turns_of

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
    assert option_fields(request) == {"stop": ["END"]}
    assert option_fields(ChatRequest(model="m", messages=(), tools=(TOOL,), tool_choice=choice))["tool_choice"] == written


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        (AnswerFormat(), {"type": "json_object"}),
        (AnswerFormat(schema={}), {"type": "json_schema", "json_schema": {"name": "answer", "schema": {}}}),
        (
            AnswerFormat(schema={}, name="a", description="An a.", is_strict=True),
            {"type": "json_schema", "json_schema": {"name": "a", "description": "An a.", "schema": {}, "strict": True}},
        ),
    ],
)
def test_json_is_asked_for_with_the_schema_where_there_is_one(asked: AnswerFormat, written: object):
    assert option_fields(ChatRequest(model="m", messages=(), answer_format=asked)) == {"response_format": written}
