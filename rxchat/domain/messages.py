"""Messages: roles and parts, as a provider sees them."""

from dataclasses import dataclass, field
from enum import StrEnum

from rxchat.domain.tools import ToolCall, ToolResult


class Role(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImagePart:
    """An image in memory. `media_type` is image/png, image/jpeg, image/gif or image/webp; `name` is the file's name, if any."""

    media_type: str
    data: bytes = field(repr=False)
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThinkingPart:
    """Reasoning that came with an answer: shown to the user, never sent to another model."""

    text: str


Part = TextPart | ImagePart | ThinkingPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of a conversation. Calls of tools and their results come from programs that use `/v1`."""

    role: Role
    parts: tuple[Part, ...]
    calls: tuple[ToolCall, ...] = ()
    """What the assistant asked for after these parts."""
    results: tuple[ToolResult, ...] = ()
    """What the caller's tools gave, before these parts of the user."""

    @property
    def text(self) -> str:
        """The text parts joined, without reasoning and images."""
        return "".join(part.text for part in self.parts if isinstance(part, TextPart))


def user_message(text: str) -> Message:
    return Message(role=Role.USER, parts=(TextPart(text=text),))


def assistant_message(text: str) -> Message:
    return Message(role=Role.ASSISTANT, parts=(TextPart(text=text),))
