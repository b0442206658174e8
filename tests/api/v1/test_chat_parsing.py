"""A chat completion's request, translated. What it becomes at a vendor is in test_chat_completions.py."""

import base64
from typing import Any

import pytest
from pictures import png

from rxchat.api.v1.chat_parsing import chat_request
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import ImagePart, Role
from rxchat.domain.requests import Reasoning
from rxchat.domain.tools import ToolCall, ToolChoice, ToolResult

HI: Any = [{"role": "user", "content": "Hi"}]
IMAGE = "data:image/png;base64," + base64.b64encode(png()).decode()


def test_a_conversation_with_tools_and_images_is_understood():
    call = {"id": "1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    messages = [
        {"role": "developer", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "What?"}, {"type": "image_url", "image_url": {"url": IMAGE}}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": [{"type": "text", "text": "Rain."}]},
    ]
    tool = {"type": "function", "function": {"name": "weather"}}
    more = {"stop": "END", "max_tokens": 7, "reasoning_effort": "minimal", "tool_choice": "required", "seed": 3, "user": "x"}
    request = chat_request("m", {"model": "m", "messages": messages, "tools": [tool], **more})
    assert [message.role for message in request.messages] == [Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER]
    assert isinstance(request.messages[1].parts[1], ImagePart)
    assert request.messages[2].calls == (ToolCall(id="1", name="weather", arguments="{}"),)
    assert request.messages[3].results == (ToolResult(call_id="1", text="Rain."),)
    assert (request.stop, request.max_tokens, request.reasoning) == (("END",), 7, Reasoning.LOW)
    assert request.tool_choice == ToolChoice(is_required=True)
    assert request.has_tools


@pytest.mark.parametrize(
    "more",
    [
        {"n": 2},
        {"response_format": {"type": "grammar"}},
        {"functions": [{}]},
        {"tools": [{"type": "web_search"}]},
        {"tools": [{"type": "function", "function": []}]},
        {"tools": 7},
        {"tool_choice": "perhaps"},
        {"reasoning_effort": "endless"},
        {"reasoning_effort": ["low"]},
        {"temperature": "hot"},
        {"max_tokens": 0},
        {"stop": 7},
        {"messages": [{"role": "wizard", "content": "x"}]},
        {"messages": [{"role": "user", "content": 7}]},
        {"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://evil.test/x.png"}}]}]},
        {"messages": [{"role": "tool", "content": "x"}]},
        {"messages": [{"role": "assistant", "tool_calls": [{"id": "1"}]}]},
    ],
)
def test_what_cannot_be_translated_is_refused(more: dict[str, Any]):
    with pytest.raises(InvalidRequest):
        chat_request("m", {"messages": HI, **more})
