"""Messages writing: answers of the Messages protocol, whole or as its events."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, cast
from uuid import uuid4

from rxchat.api.v1.calls import Writer, as_json
from rxchat.api.v1.chat_writing import calls_in
from rxchat.domain.chunks import Chunk, FinishReason, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.conversations import Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.usage import Usage

_REASONS: Final = {
    FinishReason.LENGTH: "max_tokens",
    FinishReason.CUT: "max_tokens",
    FinishReason.CONTEXT: "model_context_window_exceeded",
    FinishReason.REFUSAL: "refusal",
    FinishReason.TOOL: "tool_use",
}
_FAILURES: Final = {
    "overloaded": "overloaded_error",
    "rate_limited": "rate_limit_error",
    "timed_out": "timeout_error",
    "authentication_failed": "api_error",
}


class MessagesWriter(Writer):
    def __init__(self, model: str, *, has_thoughts: bool) -> None:
        """`has_thoughts`: the client wants to see what the model thinks."""
        self._message: dict[str, Any] = {"id": f"msg_{uuid4().hex}", "type": "message", "role": "assistant", "model": model}
        self._has_thoughts = has_thoughts
        self._has_begun = self._has_calls = False
        self._block = -1
        self._kind: object = None
        """What the open block holds: a class of chunks, or a call's index; None where none is open."""

    def event(self, event: Mapping[str, Any]) -> bytes:
        return f"event: {event.get('type', 'message')}\ndata: {as_json(event)}\n\n".encode() if event else b""

    def written(self, chunks: Iterable[Chunk]) -> bytes:
        return b"".join(map(self._piece, chunks))

    def end(self, outcome: Outcome) -> bytes:
        delta = {"stop_reason": self._reason(outcome), "stop_sequence": None}
        last = {"type": "message_delta", "delta": delta, "usage": usage_of(outcome.usage)}
        return self._begun() + self._closed() + self.event(last) + self.event({"type": "message_stop"})

    def failed(self, failure: Failure) -> bytes:
        says = f"{failure.message} {failure.hint}".strip()
        return self.event({"type": "error", "error": {"type": _FAILURES.get(failure.code, "api_error"), "message": says}})

    def whole(self, chunks: Iterable[Chunk], outcome: Outcome) -> dict[str, Any]:
        listed = list(chunks)
        thoughts = "".join(chunk.text for chunk in listed if isinstance(chunk, ThinkingDelta)) if self._has_thoughts else ""
        text = "".join(chunk.text for chunk in listed if isinstance(chunk, TextDelta))
        calls = calls_in(listed)
        self._has_calls = bool(calls)
        blocks: list[dict[str, Any]] = [{"type": "thinking", "thinking": thoughts, "signature": ""}] if thoughts else []
        blocks += [{"type": "text", "text": text}] if text else []
        blocks += [{"type": "tool_use", "id": _id(call), "name": call.name, "input": _object(call.arguments)} for call in calls]
        ending = {"stop_reason": self._reason(outcome), "stop_sequence": None, "usage": usage_of(outcome.usage)}
        return self._message | {"content": blocks} | ending

    def _piece(self, chunk: Chunk) -> bytes:
        match chunk:
            case TextDelta(text=text):
                return self._said(TextDelta, {"type": "text", "text": ""}, {"type": "text_delta", "text": text})
            case ThinkingDelta(text=text) if self._has_thoughts:
                opening = {"type": "thinking", "thinking": "", "signature": ""}
                return self._said(ThinkingDelta, opening, {"type": "thinking_delta", "thinking": text})
            case ToolCallDelta(index=index):
                self._has_calls = True
                block: dict[str, Any] = {"type": "tool_use", "id": _id(chunk), "name": chunk.name, "input": {}}
                return self._said(index, block, {"type": "input_json_delta", "partial_json": chunk.arguments})
            case _:
                return b""

    def _said(self, kind: object, block: dict[str, Any], delta: dict[str, Any]) -> bytes:
        opened = b"" if kind == self._kind else self._begun() + self._closed() + self._opened(kind, block)
        return opened + self.event({"type": "content_block_delta", "index": self._block, "delta": delta})

    def _begun(self) -> bytes:
        if self._has_begun:
            return b""
        self._has_begun = True
        message: dict[str, Any] = self._message | {
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage_of(Usage()),
        }
        return self.event({"type": "message_start", "message": message})

    def _opened(self, kind: object, block: dict[str, Any]) -> bytes:
        self._kind = kind
        self._block += 1
        return self.event({"type": "content_block_start", "index": self._block, "content_block": block})

    def _closed(self) -> bytes:
        if self._kind is None:
            return b""
        self._kind = None
        return self.event({"type": "content_block_stop", "index": self._block})

    def _reason(self, outcome: Outcome) -> str:
        return "tool_use" if self._has_calls else _REASONS.get(outcome.finish_reason or FinishReason.STOP, "end_turn")


def usage_of(usage: Usage) -> dict[str, int]:
    """The protocol counts what came from the cache apart."""
    read, kept = usage.cache_read_tokens or 0, usage.cache_write_tokens or 0
    return {
        "input_tokens": max(0, (usage.input_tokens or 0) - read - kept),
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": kept,
        "output_tokens": usage.output_tokens or 0,
    }


def _id(call: ToolCallDelta) -> str:
    return call.id or f"toolu_{uuid4().hex}"


def _object(arguments: str) -> dict[str, Any]:
    try:
        value: object = json.loads(arguments or "{}")
    except (ValueError, RecursionError):
        return {}
    return cast(dict[str, Any], value) if isinstance(value, dict) else {}
