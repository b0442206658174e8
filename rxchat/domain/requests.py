"""What is asked of a provider."""

from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Final

from rxchat.domain.messages import Message

LARGEST_TEMPERATURE: Final = 2.0
MOST_TOKENS: Final = 10_000_000
"""No vendor takes more."""


class Reasoning(StrEnum):
    """How hard a model should think before it answers. Providers translate it, or leave it out where a model has no such dial."""

    OFF = "off"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOptions:
    """How an answer is wanted, apart from the conversation itself. None leaves a choice to the model's own default."""

    system: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    reasoning: Reasoning | None = None

    def over(self, other: "AnswerOptions") -> "AnswerOptions":
        """These wishes, and the other's where there are none."""
        return replace(other, **{name: value for name in OPTIONS if (value := getattr(self, name)) is not None})


OPTIONS: Final = tuple(field.name for field in fields(AnswerOptions))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """One call for an answer. `model` is the vendor's id; None leaves a choice to the model's own default.

    `temperature` and `top_p` are sent only to models that accept them: a provider drops them elsewhere.
    """

    model: str
    messages: tuple[Message, ...]
    system: str | None = None
    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    reasoning: Reasoning | None = None


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
