"""Ollama's tools: definitions, calls and results in its native chat."""

from collections.abc import Iterator, Mapping
from uuid import uuid4

from rxchat.domain.chunks import ToolCallDelta
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import Tool, ToolCall, ToolResult
from rxchat.providers.wire.json_access import Json, arguments_of, json_of, list_of, object_of


def tool_fields(request: ChatRequest) -> Json:
    """Ollama can't be forced to call a tool; to forbid it is to offer none."""
    is_forbidden = request.tool_choice is not None and request.tool_choice.is_forbidden
    return {} if is_forbidden or not request.tools else {"tools": [_tool(tool) for tool in request.tools]}


def results_of(results: tuple[ToolResult, ...], names: Mapping[str, str]) -> list[Json]:
    """Results are turns of their own. `names` are those of the request's calls by id."""
    return [
        {"role": "tool", "content": each.text, "tool_name": names.get(each.call_id, each.call_id), "tool_call_id": each.call_id}
        for each in results
    ]


def calls_field(calls: tuple[ToolCall, ...]) -> Json:
    made = [{"id": call.id, "function": {"name": call.name, "arguments": arguments_of(call.arguments)}} for call in calls]
    return {"tool_calls": made} if made else {}


def call_deltas(message: Json, first: int) -> Iterator[ToolCallDelta]:
    """The calls in a piece of an answer, which come whole, counted from `first`."""
    for index, call in enumerate(map(object_of, list_of(message.get("tool_calls"))), first):
        called = object_of(call.get("function"))
        call_id = str(call.get("id") or f"call_{uuid4().hex}")
        arguments = json_of(object_of(called.get("arguments")))
        yield ToolCallDelta(index=index, id=call_id, name=str(called.get("name") or ""), arguments=arguments)


def _tool(tool: Tool) -> Json:
    described = {"description": tool.description} if tool.description else {}
    return {"type": "function", "function": {"name": tool.name, **described, "parameters": dict(tool.schema)}}
