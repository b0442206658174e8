"""Messages between workers, and how they are written: JSON, which reveals nothing of its sender's memory and runs nothing.

Positions are characters from an answer's beginning: who receives text knows whether it has it already, or misses some before it.
"""

import json
from collections.abc import Callable
from typing import Any, Final, NamedTuple

VERSION: Final = 1


class UnknownMessage(ValueError):
    """Of another version of rxchat, or of no rxchat at all."""


class Hello(NamedTuple):
    """What a worker sends to itself, to know whether it hears."""

    number: int


class Position(NamedTuple):
    """How many characters of a reply's text and reasoning a reader has."""

    reply_id: int
    text: int
    thinking: int


class Follow(NamedTuple):
    """Its sender reads these replies, wherever they grow. Valid for some seconds; each replaces the last one."""

    positions: tuple[Position, ...]


class ReplyFrame(NamedTuple):
    """What a reply has grown by: `text` follows on `text_at` characters, `thinking` on `thinking_at`."""

    reply_id: int
    text_at: int
    text: str
    thinking_at: int
    thinking: str


class Frames(NamedTuple):
    """Of all replies that the receiver follows. A frame without text says how far a reply is."""

    frames: tuple[ReplyFrame, ...]


class Stop(NamedTuple):
    """The person asked for an end of this reply, wherever it grows."""

    reply_id: int


class Changed(NamedTuple):
    """The database has news for the other workers, which then read it at once: `events`, or what is set of providers."""

    what: str


Message = Hello | Follow | Frames | Stop | Changed


def _follow(positions: list[list[int]]) -> Follow:
    return Follow(tuple(Position(*each) for each in positions))


def _frames(frames: list[list[Any]]) -> Frames:
    return Frames(tuple(ReplyFrame(*each) for each in frames))


_READERS: Final[dict[str, Callable[..., Message]]] = {
    "hello": Hello,
    "follow": _follow,
    "frames": _frames,
    "stop": Stop,
    "changed": Changed,
}


def encode(sender: str, message: Message) -> bytes:
    kind = type(message).__name__.lower()
    return json.dumps([VERSION, sender, kind, *message], ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def decode(written: bytes) -> tuple[str, Message]:
    """The sender and what it sent. Raises UnknownMessage."""
    try:
        version, sender, kind, *fields = _list(json.loads(written))
        if version == VERSION:
            return str(sender), _READERS[kind](*fields)
    except (TypeError, ValueError, LookupError) as exc:
        raise UnknownMessage("it isn't written as messages are") from exc
    raise UnknownMessage(f"it is of version {version}")


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value  # pyright: ignore[reportUnknownVariableType] - of JSON
