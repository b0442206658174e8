"""Answer options: changes one option of a conversation, checked against what the model accepts."""

from dataclasses import fields, replace
from typing import Final

from rxchat.domain.errors import InvalidRequest
from rxchat.domain.models import ModelInfo
from rxchat.domain.requests import MOST_TOKENS, AnswerOptions, Reasoning

MOST_CHARACTERS: Final = 100_000
_NAMES: Final = frozenset(field.name for field in fields(AnswerOptions))
PRESETS: Final = {"Precise": 0.2, "Balanced": 0.7, "Creative": 1.0}
"""Temperatures by name, the same for every model."""
DEFAULT: Final = "Default"
"""The preset that sends nothing."""


def changed(options: AnswerOptions, name: str, typed: str, model: ModelInfo | None) -> AnswerOptions:
    """Returns `options` with one of them set as typed; an empty text unsets it. Raises InvalidRequest."""
    text = typed.strip()
    if not text and name in _NAMES:
        value = None
    elif name == "system":
        value = _system(text)
    elif name == "temperature":
        value = _number("Temperature", text, 0, model.controls.highest_temperature if model else 2.0)
    elif name == "top_p":
        value = _number("Top P", text, 0.01, 1)
    elif name == "max_tokens":
        value = _whole(text, (model and model.max_output_tokens) or MOST_TOKENS)
    elif name == "reasoning" and text in set(Reasoning):
        value = Reasoning(text)
    else:
        raise InvalidRequest("Unknown setting.", hint="Reload the page.")
    return replace(options, **{name: value})


def preset(options: AnswerOptions, name: str) -> AnswerOptions:
    """Returns `options` with the temperature of a preset, and without top P."""
    return replace(options, temperature=PRESETS.get(name), top_p=None)


def preset_of(options: AnswerOptions) -> str:
    """Returns the name of the preset that `options` match, or an empty text."""
    if options.top_p is not None:
        return ""
    return next((name for name, value in [*PRESETS.items(), (DEFAULT, None)] if value == options.temperature), "")


def _system(text: str) -> str:
    if len(text) > MOST_CHARACTERS:
        raise InvalidRequest("The system prompt is too long.", hint=f"Keep it under {MOST_CHARACTERS:,} characters.")
    return text


def _number(label: str, text: str, least: float, most: float) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise InvalidRequest(f"{label} must be between {least:g} and {most:g}.")
    return number


def _whole(text: str, most: int) -> int:
    digits = text.replace(",", "").replace(" ", "")
    number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0
    if not 1 <= number <= most:
        raise InvalidRequest(f"Max output tokens must be a whole number from 1 to {most:,}.")
    return number
