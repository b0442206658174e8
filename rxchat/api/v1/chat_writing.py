"""Chat writing: answers as chat completions, whole or as a stream of chunks."""

import time
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import uuid4

from rxchat.api.v1.calls import Writer, as_json
from rxchat.domain.chunks import Chunk, FinishReason, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.conversations import Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.usage import Usage

_DONE: Final = b"data: [DONE]\n\n"
_REASONS: Final = {
    FinishReason.LENGTH: "length",
    FinishReason.CONTEXT: "length",
    FinishReason.CUT: "length",
    FinishReason.REFUSAL: "content_filter",
    FinishReason.TOOL: "tool_calls",
}


class ChatWriter(Writer):
    def __init__(self, model: str, *, has_usage: bool) -> None:
        """`has_usage`: the client wants usage at the end of a stream."""
        self._head = {"id": f"chatcmpl-{uuid4().hex}", "created": int(time.time()), "model": model}
        self._has_usage = has_usage
        self._has_begun = False
        self._calls: dict[int, int] = {}

    def event(self, event: Mapping[str, Any]) -> bytes:
        return f"data: {as_json(event)}\n\n".encode() if event else _DONE

    def written(self, chunks: Iterable[Chunk]) -> bytes:
        deltas = [delta for chunk in chunks if (delta := self._delta(chunk))]
        if deltas and not self._has_begun:
            self._has_begun = True
            deltas[0] = {"role": "assistant", "content": ""} | deltas[0]
        return b"".join(self._chunk({"index": 0, "delta": delta, "finish_reason": None}) for delta in deltas)

    def end(self, outcome: Outcome) -> bytes:
        last = self._chunk({"index": 0, "delta": {}, "finish_reason": self._reason(outcome)})
        usage = self._line({"choices": [], "usage": usage_of(outcome.usage)}) if self._has_usage else b""
        return last + usage + _DONE

    def failed(self, failure: Failure) -> bytes:
        says = f"{failure.message} {failure.hint}".strip()
        return self.event({"error": {"message": says, "type": "server_error", "param": None, "code": failure.code}}) + _DONE

    def whole(self, chunks: Iterable[Chunk], outcome: Outcome) -> dict[str, Any]:
        listed = list(chunks)
        thoughts = "".join(chunk.text for chunk in listed if isinstance(chunk, ThinkingDelta))
        calls = calls_in(listed)
        text = "".join(chunk.text for chunk in listed if isinstance(chunk, TextDelta))
        message = {"role": "assistant", "content": text if text or not calls else None, "refusal": None}
        message |= {"reasoning_content": thoughts} if thoughts else {}
        message |= {"tool_calls": [_call(call) for call in calls]} if calls else {}
        choice = {"index": 0, "message": message, "finish_reason": self._reason(outcome, has_calls=bool(calls)), "logprobs": None}
        return {"object": "chat.completion", **self._head, "choices": [choice], "usage": usage_of(outcome.usage)}

    def _delta(self, chunk: Chunk) -> dict[str, Any] | None:
        match chunk:
            case TextDelta(text=text):
                return {"content": text}
            case ThinkingDelta(text=text):
                return {"reasoning_content": text}
            case ToolCallDelta(index=index):
                is_new = index not in self._calls
                place = self._calls.setdefault(index, len(self._calls))
                said = {"name": chunk.name, "arguments": chunk.arguments} if is_new else {"arguments": chunk.arguments}
                first = {"id": chunk.id or f"call_{uuid4().hex}", "type": "function"} if is_new else {}
                return {"tool_calls": [{"index": place, **first, "function": said}]}
            case _:
                return None

    def _chunk(self, choice: dict[str, Any]) -> bytes:
        return self._line({"choices": [choice]} | ({"usage": None} if self._has_usage else {}))

    def _line(self, more: dict[str, Any]) -> bytes:
        return self.event({"object": "chat.completion.chunk", **self._head, **more})

    def _reason(self, outcome: Outcome, *, has_calls: bool = False) -> str:
        if has_calls or self._calls:
            return "tool_calls"
        return _REASONS.get(outcome.finish_reason or FinishReason.STOP, "stop")


def calls_in(chunks: Iterable[Chunk]) -> list[ToolCallDelta]:
    """The calls of tools, each put together from its pieces."""
    calls: dict[int, ToolCallDelta] = {}
    for chunk in chunks:
        if isinstance(chunk, ToolCallDelta):
            before = calls.get(chunk.index) or ToolCallDelta(index=chunk.index)
            calls[chunk.index] = ToolCallDelta(
                index=chunk.index,
                id=before.id or chunk.id,
                name=before.name or chunk.name,
                arguments=before.arguments + chunk.arguments,
            )
    return list(calls.values())


def usage_of(usage: Usage) -> dict[str, Any]:
    asked, written = usage.input_tokens or 0, usage.output_tokens or 0
    return {
        "prompt_tokens": asked,
        "completion_tokens": written,
        "total_tokens": asked + written,
        "prompt_tokens_details": {"cached_tokens": usage.cache_read_tokens or 0},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning_tokens or 0},
    }


def _call(call: ToolCallDelta) -> dict[str, Any]:
    return {
        "id": call.id or f"call_{uuid4().hex}",
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments or "{}"},
    }
