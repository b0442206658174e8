"""Chat requests: what a provider is asked for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

from rxchat.domain.answer_formats import AnswerFormat
from rxchat.domain.messages import Message
from rxchat.domain.protocols import OwnRequest
from rxchat.domain.tools import Tool, ToolChoice

LARGEST_TEMPERATURE: Final = 2.0
MOST_TOKENS: Final = 10_000_000
"""No vendor accepts more."""


class Reasoning(StrEnum):
    """How hard a model should think before it answers. Providers translate it, or drop it for models without such a setting."""

    OFF = "off"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """Options of an answer, apart from the conversation itself. None means the model's default."""

    system: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    reasoning: Reasoning | None = None

    def over(self, other: "AnswerOptions") -> "AnswerOptions":
        """These options, with `other`'s where they are None."""
        return replace(other, **{name: value for name in OPTIONS if (value := getattr(self, name)) is not None})


OPTIONS: Final = tuple(field.name for field in fields(AnswerOptions))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """One call. `model` is the vendor's id; None means the model's default.

    Providers drop `temperature` and `top_p` for models that don't accept them. `cache_key` is the same for all requests of a
    conversation and says nothing about it: some vendors find a cached prompt by such a key. Empty for a call on its own.
    """

    model: str
    messages: tuple[Message, ...]
    system: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    reasoning: Reasoning | None = None
    cache_key: str = ""
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    stop: tuple[str, ...] = ()
    answer_format: AnswerFormat | None = None
    """None: plain text."""
    own: OwnRequest | None = None
    """Sent in place of all the rest, but the model."""

    @property
    def call_names(self) -> dict[str, str]:
        """The names of the tools that were called, by the calls' ids."""
        return {call.id: call.name for message in self.messages for call in message.calls}

    @property
    def tool_texts(self) -> Iterator[str]:
        """What a model reads beside the messages' parts: tools, calls, results and the schema of its answer."""
        for tool in self.tools:
            yield f"{tool.name}{tool.description}{json.dumps(dict(tool.schema))}"
        if self.answer_format is not None and self.answer_format.schema is not None:
            yield json.dumps(dict(self.answer_format.schema))
        for message in self.messages:
            yield from (f"{call.name}{call.arguments}" for call in message.calls)
            yield from (result.text for result in message.results)

    @property
    def has_tools(self) -> bool:
        return bool(self.tools) or any(message.calls or message.results for message in self.messages)


def request_with(options: AnswerOptions, model: str, messages: tuple[Message, ...]) -> ChatRequest:
    return ChatRequest(
        model=model,
        messages=messages,
        system=options.system,
        max_tokens=options.max_tokens,
        temperature=options.temperature,
        top_p=options.top_p,
        reasoning=options.reasoning,
    )
