"""Responses parsing: a request of the Responses protocol, for models of vendors that speak another one."""

from typing import Any, Final

from rxchat.api.v1 import fields
from rxchat.api.v1.answer_formats import answer_format
from rxchat.api.v1.chat_parsing import effort, function
from rxchat.api.v1.tool_choices import offered
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.messages import Message, Part, Role, TextPart, user_message
from rxchat.domain.requests import LARGEST_TEMPERATURE, ChatRequest
from rxchat.domain.tools import Tool, ToolCall, ToolResult

Body = dict[str, Any]

_KEPT: Final = {
    "previous_response_id": "Send the whole conversation as input.",
    "conversation": "Send the whole conversation as input.",
    "background": "Leave it out, and read the answer as a stream.",
    "store": "Send it as false, or leave it out.",
}
"""Fields that need a response to be kept, with what to do instead."""
_UNTRANSLATED: Final = ("prompt", "context_management", "moderation", "top_logprobs")
_ROLES: Final = {"user": Role.USER, "assistant": Role.ASSISTANT, "system": Role.SYSTEM, "developer": Role.SYSTEM}


def check_stateless(body: Body) -> None:
    """Raises InvalidRequest for what only works where responses are kept."""
    for name, hint in _KEPT.items():
        if body.get(name):
            raise InvalidRequest(f"{name}: rxchat doesn't keep responses.", hint=hint)


def responses_request(model: str, body: Body) -> ChatRequest:
    """Raises InvalidRequest for what can't be translated. Hints such as `truncation` and `user` are left out."""
    for name in _UNTRANSLATED:
        if body.get(name):
            raise fields.wrong(name, "isn't translated for this model")
    tools = tuple(_tool(each, f"tools.{at}") for at, each in enumerate(fields.objects(body.get("tools"), "tools")))
    tools, choice = offered(tools, body.get("tool_choice"))
    return ChatRequest(
        model=model,
        system=fields.text(body.get("instructions") or "", "instructions") or None,
        messages=_messages(body.get("input")),
        max_tokens=fields.count(body.get("max_output_tokens"), "max_output_tokens"),
        temperature=fields.number(body.get("temperature"), "temperature", most=LARGEST_TEMPERATURE),
        top_p=fields.number(body.get("top_p"), "top_p", most=1),
        reasoning=effort(_mapping(body, "reasoning").get("effort"), "reasoning.effort"),
        tools=tools,
        tool_choice=choice,
        answer_format=answer_format(_mapping(body, "text").get("format"), "text.format"),
    )


def shows_thinking(body: Body) -> bool:
    """Whether the client asked for a summary of what the model thinks."""
    match body.get("reasoning"):
        case {"summary": str()} | {"generate_summary": str()}:
            return True
        case _:
            return False


def _mapping(body: Body, name: str) -> Body:
    return fields.mapping(body.get(name) or {}, name)


def _tool(said: Body, place: str) -> Tool:
    if said.get("type") != "function":
        raise fields.wrong(f"{place}.type", "should be function: others aren't translated for this model")
    return function(said, place)


def _messages(given: object) -> tuple[Message, ...]:
    if isinstance(given, str):
        return (user_message(fields.text(given, "input")),)
    items = [_item(each, f"input.{at}") for at, each in enumerate(fields.objects(given, "input"))]
    return tuple(item for item in items if item is not None)


def _item(said: Body, place: str) -> Message | None:
    """None for reasoning, which no other model takes."""
    match said:
        case {"type": "reasoning"}:
            return None
        case {"type": "function_call"}:
            call = ToolCall(
                id=fields.text(said.get("call_id"), f"{place}.call_id"),
                name=fields.text(said.get("name"), f"{place}.name"),
                arguments=fields.text(said.get("arguments"), f"{place}.arguments"),
            )
            return Message(role=Role.ASSISTANT, parts=(), calls=(call,))
        case {"type": "function_call_output"}:
            return _result(said, place)
        case {"role": str(role)} if role in _ROLES and said.get("type", "message") == "message":
            return Message(role=_ROLES[role], parts=_parts(said.get("content"), f"{place}.content"))
        case {"type": "item_reference"}:
            raise fields.wrong(place, "is a reference to an item, but rxchat keeps none; send the item itself")
        case _:
            raise fields.wrong(place, "should be a message, or a function's call or output: others aren't translated")


def _result(said: Body, place: str) -> Message:
    """Its text, and its images, which follow as the user's."""
    parts = _parts(said.get("output"), f"{place}.output")
    result = ToolResult(
        call_id=fields.text(said.get("call_id"), f"{place}.call_id"),
        text="\n".join(part.text for part in parts if isinstance(part, TextPart)),
    )
    images = tuple(part for part in parts if not isinstance(part, TextPart))
    return Message(role=Role.USER, parts=images, results=(result,))


def _parts(content: object, place: str) -> tuple[Part, ...]:
    if isinstance(content, str):
        return (TextPart(text=fields.text(content, place)),)
    return tuple(_part(each, f"{place}.{at}") for at, each in enumerate(fields.objects(content, place)))


def _part(said: Body, place: str) -> Part:
    match said:
        case {"type": "input_text" | "output_text", "text": words} | {"type": "refusal", "refusal": words}:
            return TextPart(text=fields.text(words, place))
        case {"type": "input_image", "image_url": str(url)}:
            return fields.image_at(url, place)
        case _:
            raise fields.wrong(place, "should be text or an image as a data URL: others aren't translated for this model")
