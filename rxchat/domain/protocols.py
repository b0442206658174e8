"""Protocols: what programs speak at `/v1`, and requests that are forwarded to a vendor that speaks the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, cast

_BINARY_KEYS: Final = ("data", "file_data")
_CHARACTERS_OF_BINARY: Final = 4_000


class Protocol(StrEnum):
    CHAT = "chat"
    RESPONSES = "responses"
    MESSAGES = "messages"
    COUNT_TOKENS = "count_tokens"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """A request in the vendor's own protocol, forwarded as it is."""

    protocol: Protocol
    body: Mapping[str, Any] = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    @property
    def characters(self) -> int:
        """About how long it is for the model; an image or a file counts as a page or two."""
        return characters_in(self.body)


def characters_in(value: object, key: str = "") -> int:
    match value:
        case str() if key in _BINARY_KEYS or value.startswith("data:"):
            return min(len(value), _CHARACTERS_OF_BINARY)
        case str():
            return len(value)
        case Mapping():
            return sum(characters_in(each, str(name)) for name, each in cast(Mapping[str, object], value).items())
        case list():
            return sum(characters_in(each) for each in cast(list[object], value))
        case _:
            return 0
