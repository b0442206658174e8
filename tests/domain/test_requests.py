"""What is asked of a provider."""

from rxchat.domain.messages import Message, Role, user_message
from rxchat.domain.requests import AnswerOptions, ChatRequest, Reasoning, request_with
from rxchat.domain.tools import Tool, ToolCall, ToolResult


def test_every_option_reaches_the_request():
    options = AnswerOptions(system="s", max_tokens=1, temperature=0.5, top_p=0.9, reasoning=Reasoning.LOW)
    messages = (user_message("Hi"),)
    assert request_with(options, "m", messages) == ChatRequest(
        model="m", messages=messages, system="s", max_tokens=1, temperature=0.5, top_p=0.9, reasoning=Reasoning.LOW
    )


def test_what_tools_add_to_a_request_is_known():
    call = Message(role=Role.ASSISTANT, parts=(), calls=(ToolCall(id="1", name="weather", arguments='{"city": "Oslo"}'),))
    result = Message(role=Role.USER, parts=(), results=(ToolResult(call_id="1", text="Rain."),))
    tool = Tool(name="weather", description="Weather.", schema={"type": "object"})
    request = ChatRequest(model="m", messages=(user_message("Hi"), call, result), tools=(tool,))
    assert list(request.tool_texts) == ['weatherWeather.{"type": "object"}', 'weather{"city": "Oslo"}', "Rain."]
    assert request.call_names == {"1": "weather"}
    assert list(ChatRequest(model="m", messages=(user_message("Hi"),)).tool_texts) == []
