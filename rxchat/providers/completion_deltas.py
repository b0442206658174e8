"""Completion deltas: the text and reasoning in one choice of a chat completion, in every known spelling."""

import json
from collections.abc import Iterator
from typing import Any, Final, cast

from rxchat.domain.chunks import Chunk, TextDelta, ThinkingDelta, ToolCallDelta
from rxchat.providers.wire.json_access import Json, object_of

_THOUGHTS: Final = ("reasoning_content", "reasoning", "thinking")
"""The same words stand in several of them where a server wants to please every client."""
_SAID: Final = ("content", "refusal", "tool_calls", *_THOUGHTS)


class DeltaReader:
    """What is new in each choice of one answer."""

    def __init__(self) -> None:
        self._has_deltas = False

    def take(self, choice: Json) -> Json:
        """A `message` is new only where no deltas come: beside them it repeats what they add up to."""
        delta = object_of(choice.get("delta"))
        self._has_deltas = self._has_deltas or any(delta.get(field) for field in _SAID)
        if self._has_deltas:
            return delta
        said = {"content": choice["text"]} if isinstance(choice.get("text"), str) else delta
        return object_of(choice.get("message")) or said


def chunks_of(delta: Json) -> Iterator[Chunk]:
    """Thoughts once, whatever fields they stand in, then words."""
    thoughts = next((delta[field] for field in _THOUGHTS if isinstance(delta.get(field), str) and delta[field]), "")
    if thoughts:
        yield ThinkingDelta(text=thoughts)
    if isinstance(delta.get("content"), list):
        yield from _parts(cast(list[Any], delta["content"]))
    for field in ("content", "refusal"):
        if isinstance(delta.get(field), str):
            yield TextDelta(text=delta[field])
    yield from _calls(delta.get("tool_calls"))


def _calls(calls: object) -> Iterator[Chunk]:
    """Whole calls have no index."""
    for place, call in enumerate(cast(list[Any], calls) if isinstance(calls, list) else []):
        said, index = object_of(object_of(call).get("function")), object_of(call).get("index")
        yield ToolCallDelta(
            index=index if isinstance(index, int) else place,
            id=str(object_of(call).get("id") or ""),
            name=str(said.get("name") or ""),
            arguments=_arguments(said.get("arguments")),
        )


def _arguments(written: object) -> str:
    """JSON as text; some servers send the object itself."""
    return written if isinstance(written, str) else json.dumps(written) if written else ""


def _parts(parts: list[Any]) -> Iterator[Chunk]:
    """Content as a list of parts, which some vendors turn to in the middle of a stream."""
    for part in parts:
        match part:
            case {"type": "thinking", "thinking": [*thoughts]}:
                for thought in thoughts:
                    yield ThinkingDelta(text=str(object_of(thought).get("text") or ""))
            case {"type": "text", "text": str(text)}:
                yield TextDelta(text=text)
            case _:  # references, files, and whatever is invented next
                continue
