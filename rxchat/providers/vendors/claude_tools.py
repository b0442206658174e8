"""Claude's tools: definitions, calls and results as blocks of the Messages API."""

import json

from rxchat.domain.chunks import ToolCallDelta
from rxchat.domain.messages import Message
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import ToolCall, ToolResult
from rxchat.providers.wire.json_access import Json, arguments_of


def tool_fields(request: ChatRequest) -> Json:
    fields: Json = {"stop_sequences": list(request.stop)} if request.stop else {}
    if request.tools:
        fields["tools"] = [
            {"name": tool.name, "description": tool.description, "input_schema": dict(tool.schema)} for tool in request.tools
        ]
    choice = request.tool_choice
    if request.tools and choice is not None:
        if choice.name:
            fields["tool_choice"] = {"type": "tool", "name": choice.name}
        else:
            fields["tool_choice"] = {"type": "none" if choice.is_forbidden else "any" if choice.is_required else "auto"}
    return fields


def with_tools(message: Message, blocks: list[Json]) -> list[Json]:
    """A turn's blocks: results first, as the vendor demands, and calls last."""
    return [*map(_result, message.results), *blocks, *map(_call, message.calls)]


def tool_delta(event: Json) -> ToolCallDelta | None:
    """A piece of a call in an event of the stream."""
    index = event.get("index")
    match event:
        case {"content_block": {"type": "tool_use", "id": str(id), "name": str(name)} as block} if isinstance(index, int):
            return ToolCallDelta(index=index, id=id, name=name, arguments=_written(block.get("input")))
        case {"delta": {"type": "input_json_delta", "partial_json": str(piece)}} if isinstance(index, int):
            return ToolCallDelta(index=index, arguments=piece)
        case _:
            return None


def _written(arguments: object) -> str:
    """Arguments that come whole; a stream begins with an empty object, and writes them out."""
    return json.dumps(arguments, ensure_ascii=False) if arguments else ""


def _result(result: ToolResult) -> Json:
    error = {"is_error": True} if result.is_error else {}
    return {"type": "tool_result", "tool_use_id": result.call_id, "content": result.text or "(empty)", **error}


def _call(call: ToolCall) -> Json:
    return {"type": "tool_use", "id": call.id, "name": call.name, "input": arguments_of(call.arguments)}
