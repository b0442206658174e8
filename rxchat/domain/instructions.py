"""Instructions: what a model is given in its system prompt, level by level.

The order is fixed and the text depends on nothing else, so that a vendor's prompt cache finds the same bytes at every turn.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, cast

from rxchat.domain.artifact_instructions import ARTIFACT_INSTRUCTIONS
from rxchat.domain.requests import AnswerOptions

LONGEST_INSTRUCTIONS: Final = 10_000
"""Characters that each of the user's two texts may have. An adopted file may hold longer ones."""
_ABOUT, _HOW = "aboutYou", "howToRespond"


class InstructionLevel(StrEnum):
    """In the order in which they are sent."""

    CONVERSATION = "conversation"
    PERSON = "person"
    PROJECT = "project"
    ARTIFACTS = "artifacts"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomInstructions:
    """The user's own, for all conversations."""

    about_you: str = ""
    how_to_respond: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instructions:
    """The levels around one conversation, whose own is its system prompt. Those in `off` aren't sent there.

    `provider` is the conversation's, and `artifacts` the paragraph for models that can write them.
    """

    custom: CustomInstructions = field(default_factory=CustomInstructions)
    project: str = ""
    project_name: str = ""
    provider: str = ""
    artifacts: str = ""
    off: frozenset[InstructionLevel] = frozenset()


def read_custom(text: str | None) -> CustomInstructions:
    """From the user's column: plain text, which says how to respond, or JSON with `aboutYou` and `howToRespond`."""
    found = _form(text)
    if found is None:
        return CustomInstructions(how_to_respond=_whole(text))
    return CustomInstructions(about_you=_whole(found.get(_ABOUT)), how_to_respond=_whole(found.get(_HOW)))


def custom_text(custom: CustomInstructions, stored: str | None) -> str | None:
    """For the user's column, in the form that the older program reads.

    Plain text where nothing is said about the user, unless the column held JSON before, whose other members stay.
    """
    before = _form(stored)
    if before is None and not custom.about_you and read_custom(custom.how_to_respond) == custom:
        return custom.how_to_respond or None
    form = {_ABOUT: custom.about_you, _HOW: custom.how_to_respond}
    return json.dumps((before or {}) | form, ensure_ascii=False)


def completed(custom: CustomInstructions, given: CustomInstructions) -> CustomInstructions:
    """`custom` with those of the `given` texts that it has none for."""
    return CustomInstructions(
        about_you=custom.about_you or given.about_you.strip(),
        how_to_respond=custom.how_to_respond or given.how_to_respond.strip(),
    )


def level_texts(system: str | None, instructions: Instructions) -> Mapping[InstructionLevel, str]:
    """The text of each level as it is sent, in order; empty where there is none. Includes levels that are off."""
    custom = instructions.custom
    parts = [_headed("About the user", custom.about_you), _headed("How to respond", custom.how_to_respond)]
    return {
        InstructionLevel.CONVERSATION: (system or "").strip(),
        InstructionLevel.PERSON: _joined(parts),
        InstructionLevel.PROJECT: _headed("Project instructions", instructions.project),
        InstructionLevel.ARTIFACTS: instructions.artifacts,
    }


def compose(system: str | None, instructions: Instructions) -> str | None:
    """The system prompt: the conversation's own, the user's, the project's, that of artifacts; None without any."""
    texts = level_texts(system, instructions)
    return _joined([text for level, text in texts.items() if level not in instructions.off]) or None


def taught(instructions: Instructions, *, is_able: bool) -> Instructions:
    """With the paragraph about artifacts, for a model that is able to write them."""
    return replace(instructions, artifacts=ARTIFACT_INSTRUCTIONS if is_able else "")


def is_sent(level: InstructionLevel, instructions: Instructions) -> bool:
    """Whether a level that the conversation's system prompt is no part of has a text, and is on."""
    return level not in instructions.off and bool(level_texts(None, instructions)[level])


def instructed(given: AnswerOptions, saved: AnswerOptions, instructions: Instructions) -> AnswerOptions:
    """The options of a request: those `given`, else the conversation's, with the instructions of all levels in `system`.

    A system prompt that came with the request takes the place of the conversation's, also where that is off.
    """
    if given.system is not None:
        instructions = replace(instructions, off=instructions.off - {InstructionLevel.CONVERSATION})
    options = given.over(saved)
    return replace(options, system=compose(options.system, instructions))


def _form(text: str | None) -> dict[str, Any] | None:
    """The JSON form; None for plain text, also where that happens to be some other JSON."""
    if not text or not text.lstrip().startswith("{"):
        return None
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    form = cast(dict[str, Any], found)
    return form if not form or _ABOUT in form or _HOW in form else None


def _whole(value: object) -> str:
    """With a question mark for each half of a character, which nobody can be sent."""
    return value.strip().encode(errors="replace").decode() if isinstance(value, str) else ""


def _headed(heading: str, text: str) -> str:
    return f"# {heading}\n\n{text.strip()}" if text.strip() else ""


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text for text in texts if text)
