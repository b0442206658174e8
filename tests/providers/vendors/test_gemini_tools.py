"""Tools as parts of generateContent. That Gemini takes them is in tests/api/v1."""

from itertools import chain

import pytest

from rxchat.domain.messages import Message, Role
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import Tool, ToolCall, ToolChoice, ToolResult
from rxchat.providers.vendors.gemini_tools import MOST_SIGNATURES, UNSIGNED, GeminiCalls, tool_fields

TOOL = Tool(name="weather", description="Weather.", schema={"type": "object", "additionalProperties": False})
TEXT = [{"text": "So?"}]


def call(number: int, arguments: str = "{}") -> ToolCall:
    return ToolCall(id=str(number), name="weather", arguments=arguments)


def test_results_come_first_by_name_and_calls_last():
    results = (ToolResult(call_id="1", text="Rain."), ToolResult(call_id="2", text="Gone.", is_error=True))
    asked = Message(role=Role.USER, parts=(), results=results)
    first, second, text = GeminiCalls().with_tools(asked, TEXT, {"1": "weather"}, is_signed=True)
    assert first == {"functionResponse": {"id": "1", "name": "weather", "response": {"output": "Rain."}}}
    assert (second["functionResponse"]["name"], second["functionResponse"]["response"]) == ("2", {"error": "Gone."})
    assert text == TEXT[0]
    made = Message(role=Role.ASSISTANT, parts=(), calls=(call(1, '{"city": "Oslo"}'), call(2, "no json")))
    parts = GeminiCalls().with_tools(made, TEXT, {}, is_signed=False)
    assert parts[0] == TEXT[0]
    assert [part["functionCall"]["args"] for part in parts[1:]] == [{"city": "Oslo"}, {}]


def test_a_call_comes_back_with_its_signature_and_a_foreign_one_without_check():
    calls = GeminiCalls()
    answered = {"functionCall": {"name": "weather", "args": {"city": "Oslo"}}, "thoughtSignature": "c2ln"}
    delta = calls.delta(answered, 3)
    assert delta is not None
    assert (delta.index, delta.name, delta.arguments) == (3, "weather", '{"city": "Oslo"}')
    known = ToolCall(id=delta.id, name="weather", arguments=delta.arguments)
    made = Message(role=Role.ASSISTANT, parts=(), calls=(known, call(7)))
    assert [part.get("thoughtSignature") for part in calls.with_tools(made, [], {}, is_signed=True)] == ["c2ln", None]
    foreign = Message(role=Role.ASSISTANT, parts=(), calls=(call(7), call(8)))
    assert [part.get("thoughtSignature") for part in calls.with_tools(foreign, [], {}, is_signed=True)] == [UNSIGNED, None]
    for _ in range(MOST_SIGNATURES):
        calls.delta(answered, 0)
    (part, _) = calls.with_tools(made, [], {}, is_signed=True)
    assert part["thoughtSignature"] == UNSIGNED  # the oldest go


@pytest.mark.parametrize("part", [{"text": "Hi"}, {}, {"functionCall": None}, {"functionCall": {"args": {}}}])
def test_other_parts_are_no_calls(part: dict[str, object]):
    assert GeminiCalls().delta(part, 0) is None


@pytest.mark.parametrize(
    ("choice", "config"),
    [
        (None, None),
        (ToolChoice(), {"mode": "AUTO"}),
        (ToolChoice(is_required=True), {"mode": "ANY"}),
        (ToolChoice(is_forbidden=True), {"mode": "NONE"}),
        (ToolChoice(name="weather"), {"mode": "ANY", "allowedFunctionNames": ["weather"]}),
    ],
)
def test_tools_and_the_choice_among_them_are_sent(choice: ToolChoice | None, config: object):
    fields = tool_fields(ChatRequest(model="m", messages=(), tools=(TOOL,), tool_choice=choice))
    (declared,) = chain.from_iterable(each["functionDeclarations"] for each in fields["tools"])
    assert declared == {"name": "weather", "description": "Weather.", "parametersJsonSchema": dict(TOOL.schema)}
    assert fields.get("toolConfig", {}).get("functionCallingConfig") == config
    assert tool_fields(ChatRequest(model="m", messages=(), tool_choice=choice)) == {}
