"""Completion bodies: turns, tools and the format of an answer as chat completions carry them."""

import base64

from rxchat.domain.answer_formats import AnswerFormat
from rxchat.domain.messages import ImagePart, Message, Part, Role, TextPart
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import Tool, ToolChoice
from rxchat.providers.wire.json_access import Json


def turns_of(message: Message) -> list[Json]:
    """One message, where its tools' results aren't messages of their own."""
    results = [{"role": "tool", "tool_call_id": each.call_id, "content": each.text} for each in message.results]
    if message.results and not message.parts:
        return results
    return [*results, _turn(message)]


def option_fields(request: ChatRequest) -> Json:
    """Where the answer stops, what it may call and its format."""
    fields: Json = {"stop": list(request.stop)} if request.stop else {}
    if request.answer_format is not None:
        fields["response_format"] = _format(request.answer_format)
    if request.tools:
        fields["tools"] = [_tool(tool) for tool in request.tools]
    if request.tools and request.tool_choice is not None:
        fields["tool_choice"] = _choice(request.tool_choice)
    return fields


def _turn(message: Message) -> Json:
    """Plain text where there is nothing else: every server takes that."""
    if message.calls:
        calls = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.calls
        ]
        return {"role": message.role, "content": message.text or None, "tool_calls": calls}
    if message.role is Role.ASSISTANT or all(isinstance(part, TextPart) for part in message.parts):
        return {"role": message.role, "content": message.text}
    return {"role": message.role, "content": [_part(part) for part in message.parts]}


def _part(part: Part) -> Json:
    match part:
        case ImagePart():
            url = f"data:{part.media_type};base64,{base64.b64encode(part.data).decode()}"
            return {"type": "image_url", "image_url": {"url": url}}
        case _:
            return {"type": "text", "text": part.text}


def _tool(tool: Tool) -> Json:
    described = {"description": tool.description} if tool.description else {}
    return {"type": "function", "function": {"name": tool.name, **described, "parameters": dict(tool.schema)}}


def _choice(choice: ToolChoice) -> str | Json:
    if choice.name:
        return {"type": "function", "function": {"name": choice.name}}
    return "none" if choice.is_forbidden else "required" if choice.is_required else "auto"


def _format(asked: AnswerFormat) -> Json:
    if asked.schema is None:
        return {"type": "json_object"}
    described = {"description": asked.description} if asked.description else {}
    strict = {} if asked.is_strict is None else {"strict": asked.is_strict}
    schema = {"name": asked.name or "answer", **described, "schema": dict(asked.schema), **strict}
    return {"type": "json_schema", "json_schema": schema}
