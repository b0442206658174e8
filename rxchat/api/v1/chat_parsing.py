"""Chat parsing: a chat completion's request, for models of vendors that speak another protocol."""

from typing import Any, Final

from rxchat.api.v1 import fields
from rxchat.api.v1.answer_formats import answer_format
from rxchat.api.v1.tool_choices import offered
from rxchat.domain.messages import Message, Part, Role, TextPart
from rxchat.domain.requests import LARGEST_TEMPERATURE, ChatRequest, Reasoning
from rxchat.domain.tools import Tool, ToolCall, ToolResult

Body = dict[str, Any]

_UNTRANSLATED: Final = ("functions", "function_call", "audio", "modalities", "prediction", "web_search_options", "logprobs")
_EFFORTS: Final = {
    "none": Reasoning.OFF,
    "minimal": Reasoning.LOW,
    "low": Reasoning.LOW,
    "medium": Reasoning.MEDIUM,
    "high": Reasoning.HIGH,
    "xhigh": Reasoning.HIGH,
    "max": Reasoning.HIGH,
}


def chat_request(model: str, body: Body) -> ChatRequest:
    """Raises InvalidRequest for what can't be translated. Hints such as `seed` and `user` are left out."""
    for name in _UNTRANSLATED:
        if body.get(name):
            raise fields.wrong(name, "isn't translated for this model")
    if body.get("n") not in (None, 1):
        raise fields.wrong("n", "should be 1 for this model")
    messages = [_message(each, f"messages.{at}") for at, each in enumerate(fields.objects(body.get("messages"), "messages"))]
    limit = body.get("max_completion_tokens", body.get("max_tokens"))
    tools = tuple(_tool(each, f"tools.{at}") for at, each in enumerate(fields.objects(body.get("tools"), "tools")))
    tools, choice = offered(tools, body.get("tool_choice"))
    return ChatRequest(
        model=model,
        messages=tuple(messages),
        max_tokens=fields.count(limit, "max_tokens"),
        temperature=fields.number(body.get("temperature"), "temperature", most=LARGEST_TEMPERATURE),
        top_p=fields.number(body.get("top_p"), "top_p", most=1),
        reasoning=effort(body.get("reasoning_effort"), "reasoning_effort"),
        tools=tools,
        tool_choice=choice,
        stop=fields.stops(body.get("stop"), "stop"),
        answer_format=answer_format(body.get("response_format"), "response_format"),
    )


def effort(value: object, place: str) -> Reasoning | None:
    if value is None:
        return None
    if not isinstance(value, str) or value not in _EFFORTS:
        raise fields.wrong(place, f"should be one of {', '.join(_EFFORTS)}")
    return _EFFORTS[value]


def function(said: Body, place: str) -> Tool:
    parameters: Body = said.get("parameters") or {"type": "object"}
    return Tool(
        name=fields.text(said.get("name"), f"{place}.name"),
        description=fields.text(said.get("description") or "", f"{place}.description"),
        schema=fields.mapping(parameters, f"{place}.parameters"),
    )


def _tool(said: Body, place: str) -> Tool:
    if said.get("type") != "function":
        raise fields.wrong(f"{place}.type", "should be function: others aren't translated for this model")
    return function(fields.mapping(said.get("function"), f"{place}.function"), f"{place}.function")


def _message(said: Body, place: str) -> Message:
    content = said.get("content")
    match said.get("role"):
        case "system" | "developer":
            return Message(role=Role.SYSTEM, parts=_parts(content, place))
        case "user":
            return Message(role=Role.USER, parts=_parts(content, place))
        case "assistant":
            calls = fields.objects(said.get("tool_calls"), f"{place}.tool_calls")
            parts = () if content is None else _parts(content, place)
            made = tuple(_call(call, f"{place}.tool_calls.{at}") for at, call in enumerate(calls))
            return Message(role=Role.ASSISTANT, parts=parts, calls=made)
        case "tool":
            written = "".join(part.text for part in _parts(content, place) if isinstance(part, TextPart))
            call_id = fields.text(said.get("tool_call_id"), f"{place}.tool_call_id")
            return Message(role=Role.USER, parts=(), results=(ToolResult(call_id=call_id, text=written),))
        case _:
            raise fields.wrong(f"{place}.role", "should be system, developer, user, assistant or tool")


def _call(said: Body, place: str) -> ToolCall:
    called = fields.mapping(said.get("function"), f"{place}.function")
    return ToolCall(
        id=fields.text(said.get("id"), f"{place}.id"),
        name=fields.text(called.get("name"), f"{place}.function.name"),
        arguments=fields.text(called.get("arguments"), f"{place}.function.arguments"),
    )


def _parts(content: object, place: str) -> tuple[Part, ...]:
    if isinstance(content, str):
        return (TextPart(text=fields.text(content, place)),)
    return tuple(_part(each, f"{place}.content.{at}") for at, each in enumerate(fields.objects(content, f"{place}.content")))


def _part(said: Body, place: str) -> Part:
    match said:
        case {"type": "text", "text": words} | {"type": "refusal", "refusal": words}:
            return TextPart(text=fields.text(words, place))
        case {"type": "image_url", "image_url": {"url": url}} | {"type": "image_url", "image_url": str(url)}:
            return fields.image_at(url, place)
        case _:
            raise fields.wrong(place, "should be text or an image: others aren't translated for this model")
