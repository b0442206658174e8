"""A request of the Messages protocol, translated. What it becomes at a vendor is in test_chat_completions.py."""

import base64
from typing import Any

import pytest
from pictures import png

from rxchat.api.v1.messages_parsing import messages_request, shows_thinking
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import ImagePart
from rxchat.domain.requests import Reasoning
from rxchat.domain.tools import ToolCall, ToolChoice, ToolResult

HI: Any = [{"role": "user", "content": "Hi"}]
IMAGE = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": base64.b64encode(png()).decode()}}


def test_a_conversation_with_tools_and_images_is_understood():
    messages = [
        {"role": "user", "content": [{"type": "text", "text": "What?", "cache_control": {"type": "ephemeral"}}, IMAGE]},
        {"role": "assistant", "content": [
            {"type": "thinking", "thinking": "Hm.", "signature": "x"},
            {"type": "tool_use", "id": "1", "name": "weather", "input": {"city": "Oslo"}},
        ]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "1", "is_error": True, "content": [IMAGE]}]},
    ]  # fmt: skip
    more = {"thinking": {"type": "enabled", "budget_tokens": 2000}, "tool_choice": {"type": "any"}, "stop_sequences": ["END"]}
    system = [{"type": "text", "text": "Be brief."}, {"type": "text", "text": "Be kind."}]
    request = messages_request(
        "m", {"messages": messages, "system": system, "tools": [{"name": "w", "input_schema": {}}], **more}
    )
    assert request.system == "Be brief.\n\nBe kind."
    assert request.messages[1].calls == (ToolCall(id="1", name="weather", arguments='{"city":"Oslo"}'),)
    assert request.messages[1].parts == ()
    assert request.messages[2].results == (ToolResult(call_id="1", text="", is_error=True),)
    assert isinstance(request.messages[2].parts[0], ImagePart)
    assert (request.reasoning, request.tool_choice, request.stop) == (Reasoning.MEDIUM, ToolChoice(is_required=True), ("END",))


@pytest.mark.parametrize(
    "more",
    [
        {"output_config": {"format": {"type": "json_schema"}}},
        {"output_config": "high"},
        {"output_config": {"effort": "endless"}},
        {"tools": [{"type": "web_search_20250305", "name": "web_search"}]},
        {"tools": [{"name": "a"}]},
        {"tool_choice": "any"},
        {"system": 7},
        {"messages": [{"role": "wizard", "content": "x"}]},
        {"messages": [{"role": "user", "content": [{"type": "document"}]}]},
        {"messages": [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "https://evil.test"}}]}]},
        {"messages": [{"role": "user", "content": [{"type": "tool_result"}]}]},
        {"messages": [{"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "a", "input": "x"}]}]},
    ],
)
def test_what_cannot_be_translated_is_refused(more: dict[str, Any]):
    with pytest.raises(InvalidRequest):
        messages_request("m", {"messages": HI, **more})


@pytest.mark.parametrize(
    ("thinking", "is_shown"), [(None, False), ({"type": "disabled"}, False), ({"type": "adaptive"}, True), ("odd", False)]
)
def test_thinking_is_shown_to_who_asks_for_it(thinking: object, is_shown: bool):
    assert shows_thinking({"thinking": thinking}) is is_shown
