"""Messages parsing: a request of the Messages protocol, for models of vendors that speak another one."""

from typing import Any, Final

from rxchat.api.v1 import fields
from rxchat.api.v1.answer_formats import answer_format
from rxchat.api.v1.calls import as_json
from rxchat.api.v1.chat_parsing import effort
from rxchat.domain.messages import Message, Part, Role, TextPart
from rxchat.domain.requests import LARGEST_TEMPERATURE, ChatRequest, Reasoning
from rxchat.domain.tools import Tool, ToolCall, ToolChoice, ToolResult

Body = dict[str, Any]

_THOUGHTS: Final = ("thinking", "redacted_thinking")
_ROLES: Final = {"user": Role.USER, "assistant": Role.ASSISTANT, "system": Role.SYSTEM}


def messages_request(model: str, body: Body) -> ChatRequest:
    """Raises InvalidRequest for what can't be translated. Cache marks, metadata and the like are left out."""
    system = body.get("system")
    words = "\n\n".join(part.text for part in _texts(system, "system"))
    return ChatRequest(
        model=model,
        system=words or None,
        messages=tuple(
            _message(each, f"messages.{at}") for at, each in enumerate(fields.objects(body.get("messages"), "messages"))
        ),
        max_tokens=fields.count(body.get("max_tokens"), "max_tokens"),
        temperature=fields.number(body.get("temperature"), "temperature", most=LARGEST_TEMPERATURE),
        top_p=fields.number(body.get("top_p"), "top_p", most=1),
        reasoning=_reasoning(body),
        tools=tuple(_tool(each, f"tools.{at}") for at, each in enumerate(fields.objects(body.get("tools"), "tools"))),
        tool_choice=_choice(body.get("tool_choice")),
        stop=fields.stops(body.get("stop_sequences"), "stop_sequences"),
        answer_format=answer_format(_output(body).get("format"), "output_config.format"),
    )


def shows_thinking(body: Body) -> bool:
    """Whether the client asked to see what the model thinks."""
    thinking = body.get("thinking")
    return isinstance(thinking, dict) and thinking.get("type") in ("enabled", "adaptive", "between_tools")  # pyright: ignore[reportUnknownMemberType]


def _output(body: Body) -> Body:
    return fields.mapping(body.get("output_config") or {}, "output_config")


def _reasoning(body: Body) -> Reasoning | None:
    wanted = _output(body).get("effort")
    if wanted is not None:
        return effort(wanted, "output_config.effort")
    match body.get("thinking"):
        case {"type": "disabled"}:
            return Reasoning.OFF
        case {"type": "enabled"}:
            return Reasoning.MEDIUM
        case _:
            return None


def _choice(value: object) -> ToolChoice | None:
    match value:
        case None:
            return None
        case {"type": "auto"}:
            return ToolChoice()
        case {"type": "none"}:
            return ToolChoice(is_forbidden=True)
        case {"type": "any"}:
            return ToolChoice(is_required=True)
        case {"type": "tool", "name": str(name)}:
            return ToolChoice(name=name)
        case _:
            raise fields.wrong("tool_choice", "should be auto, any, none or a tool")


def _tool(said: Body, place: str) -> Tool:
    if said.get("type") not in (None, "custom"):
        raise fields.wrong(f"{place}.type", "should be custom: the vendor's own tools aren't translated for this model")
    return Tool(
        name=fields.text(said.get("name"), f"{place}.name"),
        description=fields.text(said.get("description") or "", f"{place}.description"),
        schema=fields.mapping(said.get("input_schema"), f"{place}.input_schema"),
    )


def _message(said: Body, place: str) -> Message:
    role = _ROLES.get(str(said.get("role")))
    if role is None:
        raise fields.wrong(f"{place}.role", "should be user or assistant")
    content = said.get("content")
    if isinstance(content, str):
        return Message(role=role, parts=(TextPart(text=fields.text(content, place)),))
    parts: list[Part] = []
    calls: list[ToolCall] = []
    results: list[ToolResult] = []
    for at, block in enumerate(fields.objects(content, f"{place}.content")):
        where = f"{place}.content.{at}"
        match block:
            case {"type": kind} if kind in _THOUGHTS:
                continue
            case {"type": "tool_use"}:
                calls.append(_call(block, where))
            case {"type": "tool_result"}:
                result, images = _result(block, where)
                results.append(result)
                parts += images
            case _:
                parts.append(_part(block, where))
    return Message(role=role, parts=tuple(parts), calls=tuple(calls), results=tuple(results))


def _call(block: Body, place: str) -> ToolCall:
    return ToolCall(
        id=fields.text(block.get("id"), f"{place}.id"),
        name=fields.text(block.get("name"), f"{place}.name"),
        arguments=as_json(fields.mapping(block.get("input"), f"{place}.input")),
    )


def _result(block: Body, place: str) -> tuple[ToolResult, list[Part]]:
    """Its text, and its images, which follow as the user's."""
    content = block.get("content")
    blocks = [] if content is None or isinstance(content, str) else fields.objects(content, f"{place}.content")
    said = [_part(each, f"{place}.content.{at}") for at, each in enumerate(blocks)]
    texts = [content] if isinstance(content, str) else [part.text for part in said if isinstance(part, TextPart)]
    result = ToolResult(
        call_id=fields.text(block.get("tool_use_id"), f"{place}.tool_use_id"),
        text=fields.text("\n".join(texts), place),
        is_error=block.get("is_error") is True,
    )
    return result, [part for part in said if not isinstance(part, TextPart)]


def _texts(value: object, place: str) -> list[TextPart]:
    if value is None or isinstance(value, str):
        return [TextPart(text=fields.text(value, place))] if value else []
    parts = [_part(each, f"{place}.{at}") for at, each in enumerate(fields.objects(value, place))]
    return [part for part in parts if isinstance(part, TextPart)]


def _part(block: Body, place: str) -> Part:
    match block:
        case {"type": "text", "text": words}:
            return TextPart(text=fields.text(words, place))
        case {"type": "image", "source": {"type": "base64", "data": data}}:
            return fields.image(data, place)
        case _:
            raise fields.wrong(place, "should be text, an image in base64, or a tool's call or result for this model")
