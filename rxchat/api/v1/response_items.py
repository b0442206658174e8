"""Response items: what a response consists of, each item with the events that open, continue and close it."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, Literal, final
from uuid import uuid4

Event = dict[str, Any]
Status = Literal["in_progress", "completed", "incomplete"]


class ResponseItem(ABC):
    """One item. Its events lack only their numbers in the stream."""

    def __init__(self, kind: str, index: int) -> None:
        """`index` is its place in the response's output."""
        self.id = f"{kind}_{uuid4().hex}"
        self._index = index
        self._pieces: list[str] = []
        self._status: Status = "in_progress"

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    @abstractmethod
    def whole(self) -> dict[str, Any]:
        """As it stands in the response's output."""

    @final
    def opening(self) -> Iterator[Event]:
        yield {"type": "response.output_item.added", "output_index": self._index, "item": self.whole()}
        yield from self._opened()

    @final
    def delta(self, text: str) -> Event:
        self._pieces.append(text)
        return self._said(text)

    @final
    def closing(self, status: Status) -> Iterator[Event]:
        self._status = status
        yield from self._closed()
        yield {"type": "response.output_item.done", "output_index": self._index, "item": self.whole()}

    @abstractmethod
    def _said(self, text: str) -> Event: ...

    @abstractmethod
    def _opened(self) -> Iterator[Event]:
        """Events between the item's own and its first piece."""

    @abstractmethod
    def _closed(self) -> Iterator[Event]: ...

    def _event(self, kind: str, **more: Any) -> Event:
        return {"type": f"response.{kind}", "item_id": self.id, "output_index": self._index, **more}


class TextItem(ResponseItem):
    """A message with one text."""

    def __init__(self, index: int) -> None:
        super().__init__("msg", index)

    def whole(self) -> dict[str, Any]:
        content = [self._part()] if self._pieces else []
        return {"id": self.id, "type": "message", "status": self._status, "role": "assistant", "content": content}

    def _said(self, text: str) -> Event:
        return self._event("output_text.delta", content_index=0, delta=text, logprobs=[])

    def _opened(self) -> Iterator[Event]:
        yield self._event("content_part.added", content_index=0, part=self._part())

    def _closed(self) -> Iterator[Event]:
        yield self._event("output_text.done", content_index=0, text=self.text, logprobs=[])
        yield self._event("content_part.done", content_index=0, part=self._part())

    def _part(self) -> dict[str, Any]:
        return {"type": "output_text", "text": self.text, "annotations": [], "logprobs": []}


class ReasoningItem(ResponseItem):
    """What the model thinks, as its summary."""

    def __init__(self, index: int) -> None:
        super().__init__("rs", index)

    def whole(self) -> dict[str, Any]:
        return {"id": self.id, "type": "reasoning", "summary": [self._part()] if self._pieces else []}

    def _said(self, text: str) -> Event:
        return self._event("reasoning_summary_text.delta", summary_index=0, delta=text)

    def _opened(self) -> Iterator[Event]:
        yield self._event("reasoning_summary_part.added", summary_index=0, part=self._part())

    def _closed(self) -> Iterator[Event]:
        yield self._event("reasoning_summary_text.done", summary_index=0, text=self.text)
        yield self._event("reasoning_summary_part.done", summary_index=0, part=self._part())

    def _part(self) -> dict[str, Any]:
        return {"type": "summary_text", "text": self.text}


class CallItem(ResponseItem):
    """A call of one of the client's functions."""

    def __init__(self, index: int, call_id: str, name: str) -> None:
        super().__init__("fc", index)
        self._call_id = call_id or f"call_{uuid4().hex}"
        self._name = name

    def whole(self) -> dict[str, Any]:
        arguments = self.text if self._status == "in_progress" else self.text or "{}"
        called = {"call_id": self._call_id, "name": self._name, "arguments": arguments}
        return {"id": self.id, "type": "function_call", "status": self._status, **called}

    def _said(self, text: str) -> Event:
        return self._event("function_call_arguments.delta", delta=text)

    def _opened(self) -> Iterator[Event]:
        yield from ()

    def _closed(self) -> Iterator[Event]:
        yield self._event("function_call_arguments.done", name=self._name, arguments=self.text or "{}")
