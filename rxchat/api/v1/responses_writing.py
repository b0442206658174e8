"""Responses writing: answers of the Responses protocol, whole or as its events."""

import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from uuid import uuid4

from rxchat.api.v1.calls import Writer, as_json
from rxchat.api.v1.response_items import CallItem, Event, ReasoningItem, ResponseItem, Status, TextItem
from rxchat.api.v1.responses_parsing import shows_thinking
from rxchat.domain.chunks import Chunk, FinishReason, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.domain.conversations import Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.usage import Usage

_INCOMPLETE: Final = {
    FinishReason.LENGTH: "max_output_tokens",
    FinishReason.CUT: "max_output_tokens",
    FinishReason.CONTEXT: "max_output_tokens",
    FinishReason.REFUSAL: "content_filter",
}
_ECHOED: Final = (
    *("instructions", "max_output_tokens", "metadata", "parallel_tool_calls", "reasoning", "temperature", "text", "tool_choice"),
    *("tools", "top_p", "truncation", "user"),
)
_DEFAULTS: Final[dict[str, Any]] = {
    "metadata": {},
    "parallel_tool_calls": True,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "truncation": "disabled",
}


class ResponsesWriter(Writer):
    def __init__(self, model: str, body: Mapping[str, Any]) -> None:
        """`body` is the request, which a response repeats in part."""
        asked = {name: body.get(name) for name in _ECHOED if body.get(name) is not None}
        self._response: dict[str, Any] = {
            "id": f"resp_{uuid4().hex}",
            "object": "response",
            "created_at": int(time.time()),
            "status": "in_progress",
            **{"background": False, "error": None, "incomplete_details": None, "previous_response_id": None, "store": False},
            **dict.fromkeys(_ECHOED),
            **_DEFAULTS,
            **asked,
            "model": model,
            "output": [],
            "usage": None,
        }
        self._has_thoughts = shows_thinking(dict(body))
        self._has_begun = False
        self._items: list[ResponseItem] = []
        self._text: TextItem | ReasoningItem | None = None
        """The item that text goes on in."""
        self._calls: dict[int, CallItem] = {}
        """The open calls by the index of their pieces, which may alternate."""
        self._number = 0

    def event(self, event: Mapping[str, Any]) -> bytes:
        """The end of a stream that breaks goes on from what the vendor's own events said."""
        response, number = event.get("response"), event.get("sequence_number")
        if isinstance(response, dict):
            self._response |= response  # pyright: ignore[reportUnknownArgumentType]
        if isinstance(number, int):
            self._number = number + 1
        return _encoded(event) if event else b""

    def written(self, chunks: Iterable[Chunk]) -> bytes:
        return b"".join(map(self._numbered, self._said(chunks)))

    def end(self, outcome: Outcome) -> bytes:
        return b"".join(map(self._numbered, self._ended(outcome)))

    def failed(self, failure: Failure) -> bytes:
        code = "rate_limit_exceeded" if failure.code == "rate_limited" else "server_error"
        error = {"code": code, "message": f"{failure.message} {failure.hint}".strip()}
        return self._numbered({"type": "response.failed", "response": self._response | {"status": "failed", "error": error}})

    def whole(self, chunks: Iterable[Chunk], outcome: Outcome) -> dict[str, Any]:
        deque(self._said(chunks), maxlen=0)
        deque(self._ended(outcome), maxlen=0)
        return self._response

    def _numbered(self, event: Event) -> bytes:
        self._number += 1
        return _encoded({**event, "sequence_number": self._number - 1})

    def _said(self, chunks: Iterable[Chunk]) -> Iterator[Event]:
        for chunk in chunks:
            match chunk:
                case TextDelta(text=text) if text:
                    yield from self._text_of(TextItem, text)
                case ThinkingDelta(text=text) if text and self._has_thoughts:
                    yield from self._text_of(ReasoningItem, text)
                case ToolCallDelta():
                    yield from self._call_of(chunk)
                case _:
                    continue

    def _text_of(self, kind: type[TextItem] | type[ReasoningItem], text: str) -> Iterator[Event]:
        if not isinstance(self._text, kind):
            yield from self._text_closed("completed")
            self._text = kind(len(self._items))
            yield from self._opened(self._text)
        yield self._text.delta(text)

    def _call_of(self, chunk: ToolCallDelta) -> Iterator[Event]:
        yield from self._text_closed("completed")
        call = self._calls.get(chunk.index)
        if call is None:
            call = self._calls[chunk.index] = CallItem(len(self._items), chunk.id, chunk.name)
            yield from self._opened(call)
        if chunk.arguments:
            yield call.delta(chunk.arguments)

    def _opened(self, item: ResponseItem) -> Iterator[Event]:
        yield from self._begun()
        self._items.append(item)
        yield from item.opening()

    def _begun(self) -> Iterator[Event]:
        if not self._has_begun:
            self._has_begun = True
            yield {"type": "response.created", "response": dict(self._response)}
            yield {"type": "response.in_progress", "response": dict(self._response)}

    def _text_closed(self, status: Status) -> Iterator[Event]:
        if self._text is not None:
            closed, self._text = self._text, None
            yield from closed.closing(status)

    def _ended(self, outcome: Outcome) -> Iterator[Event]:
        yield from self._begun()
        reason = _INCOMPLETE.get(outcome.finish_reason or FinishReason.STOP)
        status: Status = "completed" if reason is None else "incomplete"
        yield from self._text_closed(status)
        for call in self._calls.values():
            yield from call.closing(status)
        self._response |= {
            "status": status,
            "completed_at": int(time.time()) if reason is None else None,
            "incomplete_details": reason and {"reason": reason},
            "output": [item.whole() for item in self._items],
            "usage": usage_of(outcome.usage),
        }
        yield {"type": f"response.{status}", "response": self._response}


def usage_of(usage: Usage) -> dict[str, Any]:
    read, written = usage.input_tokens or 0, usage.output_tokens or 0
    cached = {"cached_tokens": usage.cache_read_tokens or 0, "cache_write_tokens": usage.cache_write_tokens or 0}
    return {
        "input_tokens": read,
        "input_tokens_details": cached,
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": usage.reasoning_tokens or 0},
        "total_tokens": read + written,
    }


def _encoded(event: Mapping[str, Any]) -> bytes:
    return f"event: {event.get('type', 'message')}\ndata: {as_json(event)}\n\n".encode()
