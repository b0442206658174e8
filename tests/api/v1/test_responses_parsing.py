"""A request of the Responses protocol, translated. What it becomes at a vendor is in test_responses.py."""

import base64
from typing import Any

import pytest
from pictures import png

from rxchat.api.v1.responses_parsing import check_stateless, responses_request, shows_thinking
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import ImagePart, Role, TextPart, user_message
from rxchat.domain.requests import Reasoning
from rxchat.domain.tools import ToolCall, ToolChoice, ToolResult

IMAGE = "data:image/png;base64," + base64.b64encode(png()).decode()


def test_a_conversation_with_tools_and_images_is_understood():
    image = {"type": "input_image", "image_url": IMAGE}
    items: list[Any] = [
        {"role": "developer", "content": "Be brief."},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "What?"}, image]},
        {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "x"},
        {"role": "assistant", "id": "msg_1", "content": [{"type": "output_text", "text": "Let me see.", "annotations": []}]},
        {"type": "function_call", "call_id": "1", "name": "weather", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "1", "output": "Rain."},
        {"type": "function_call_output", "call_id": "2", "output": [{"type": "input_text", "text": "A map."}, image]},
    ]
    asked = responses_request("m", {"input": items, "instructions": "You are a weather station."})
    assert asked.system == "You are a weather station."
    roles = [Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.ASSISTANT, Role.USER, Role.USER]
    assert [message.role for message in asked.messages] == roles
    system, question, answer, call, result, picture = asked.messages
    assert (system.text, answer.text) == ("Be brief.", "Let me see.")
    assert [type(part) for part in question.parts] == [TextPart, ImagePart]
    assert call.calls == (ToolCall(id="1", name="weather", arguments="{}"),)
    assert result.results == (ToolResult(call_id="1", text="Rain."),)
    assert picture.results == (ToolResult(call_id="2", text="A map."),)
    assert [type(part) for part in picture.parts] == [ImagePart]


def test_only_allowed_tools_are_offered():
    tools = [{"type": "function", "name": name} for name in ("weather", "time")]
    allowed = {"type": "allowed_tools", "mode": "required", "tools": [tools[1]]}
    asked = responses_request("m", {"input": "Hi", "tools": tools, "tool_choice": allowed})
    assert ([tool.name for tool in asked.tools], asked.tool_choice) == (["time"], ToolChoice(is_required=True))


def test_options_are_understood():
    asked = responses_request("m", {
        "input": "Hi",
        "max_output_tokens": 9,
        "temperature": 1,
        "top_p": 0.5,
        "reasoning": {"effort": "minimal", "summary": "auto"},
        "tools": [{"type": "function", "name": "weather", "parameters": None, "strict": True}],
        "tool_choice": {"type": "function", "name": "weather"},
        "text": {"format": {"type": "text"}, "verbosity": "low"},
        "include": ["reasoning.encrypted_content"],
        "truncation": "auto",
        "store": False,
        "user": "me",
    })  # fmt: skip
    assert asked.messages == (user_message("Hi"),)
    assert (asked.max_tokens, asked.temperature, asked.top_p, asked.reasoning) == (9, 1.0, 0.5, Reasoning.LOW)
    assert (asked.tools[0].name, asked.tools[0].schema, asked.tool_choice) == (
        "weather", {"type": "object"}, ToolChoice(name="weather")
    )  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        {"input": [{"type": "item_reference", "id": "msg_1"}]},
        {"input": [{"type": "computer_call_output", "call_id": "1", "output": {}}]},
        {"input": [{"role": "critic", "content": "No."}]},
        {"input": [{"role": "user", "content": [{"type": "input_file", "file_id": "f"}]}]},
        {"input": [{"role": "user", "content": [{"type": "input_image", "file_id": "f"}]}]},
        {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "https://example.org/a.png"}]}]},
        {"input": [{"type": "function_call", "name": "a", "arguments": "{}"}]},
        {"tools": [{"type": "web_search"}]},
        {"tools": [{"type": "function"}]},
        {"tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": []}},
        {"text": {"format": {"type": "grammar"}}},
        {"reasoning": {"effort": "enormous"}},
        {"reasoning": "high"},
        {"prompt": {"id": "pmpt_1"}},
        {"temperature": 3},
    ],
)
def test_what_cannot_be_translated_is_refused(more: dict[str, Any]):
    with pytest.raises(InvalidRequest):
        responses_request("m", {"input": "Hi", **more})


@pytest.mark.parametrize(
    ("body", "is_asked"),
    [
        ({}, False),
        ({"reasoning": {"effort": "low"}}, False),
        ({"reasoning": {"summary": "auto"}}, True),
        ({"reasoning": 1}, False),
    ],
)
def test_thinking_is_shown_to_those_who_ask_for_a_summary(body: dict[str, Any], is_asked: bool):
    assert shows_thinking(body) is is_asked


def test_what_is_left_out_or_false_needs_nothing_to_be_kept():
    check_stateless({"store": False, "background": None, "previous_response_id": ""})
