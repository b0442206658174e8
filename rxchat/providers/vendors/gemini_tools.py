"""Gemini's tools: declarations, calls and results as parts of generateContent."""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final
from uuid import uuid4

from rxchat.domain.chunks import ToolCallDelta
from rxchat.domain.messages import Message
from rxchat.domain.requests import ChatRequest
from rxchat.domain.tools import Tool, ToolCall, ToolChoice, ToolResult
from rxchat.providers.wire.json_access import Json, arguments_of, json_of, object_of

MOST_SIGNATURES: Final = 500
UNSIGNED: Final = "skip_thought_signature_validator"
"""What Google documents for calls whose signature is unknown."""


def tool_fields(request: ChatRequest) -> Json:
    if not request.tools:
        return {}
    fields: Json = {"tools": [{"functionDeclarations": [_declaration(tool) for tool in request.tools]}]}
    if request.tool_choice is not None:
        fields["toolConfig"] = {"functionCallingConfig": _choice(request.tool_choice)}
    return fields


class GeminiCalls:
    """The calls of a provider's answers: programs send them back without the signatures of the thoughts that led to them,
    and the models from the third generation on refuse unsigned ones. So the latest signatures are kept here, by call.
    """

    def __init__(self) -> None:
        self._signatures: OrderedDict[str, str] = OrderedDict()

    def delta(self, part: Json, index: int) -> ToolCallDelta | None:
        """The call in a part of an answer; they come whole."""
        match part:
            case {"functionCall": {"name": str(name)} as call}:
                call_id = str(object_of(call).get("id") or f"call_{uuid4().hex}")
                if isinstance(part.get("thoughtSignature"), str):
                    self._keep(call_id, part["thoughtSignature"])
                arguments = json_of(object_of(object_of(call).get("args")))
                return ToolCallDelta(index=index, id=call_id, name=name, arguments=arguments)
            case _:
                return None

    def with_tools(self, message: Message, parts: list[Json], names: Mapping[str, str], *, is_signed: bool) -> list[Json]:
        """A turn's parts: results first and calls last. `names` are those of the request's calls by id."""
        calls = [self._call(call) for call in message.calls]
        if is_signed and calls:
            calls[0].setdefault("thoughtSignature", UNSIGNED)
        return [*(_result(result, names) for result in message.results), *parts, *calls]

    def _call(self, call: ToolCall) -> Json:
        signature = self._signatures.get(call.id)
        signed = {"thoughtSignature": signature} if signature else {}
        return {"functionCall": {"id": call.id, "name": call.name, "args": arguments_of(call.arguments)}, **signed}

    def _keep(self, call_id: str, signature: str) -> None:
        self._signatures[call_id] = signature
        if len(self._signatures) > MOST_SIGNATURES:
            self._signatures.popitem(last=False)


def _declaration(tool: Tool) -> Json:
    described = {"description": tool.description} if tool.description else {}
    return {"name": tool.name, **described, "parametersJsonSchema": dict(tool.schema)}


def _choice(choice: ToolChoice) -> Json:
    if choice.name:
        return {"mode": "ANY", "allowedFunctionNames": [choice.name]}
    return {"mode": "NONE" if choice.is_forbidden else "ANY" if choice.is_required else "AUTO"}


def _result(result: ToolResult, names: Mapping[str, str]) -> Json:
    response = {"error" if result.is_error else "output": result.text}
    name = names.get(result.call_id, result.call_id)
    return {"functionResponse": {"id": result.call_id, "name": name, "response": response}}
