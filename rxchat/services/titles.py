"""Names for conversations, made from text."""

import json
import re
from typing import Final, cast

TITLE_CHARACTERS = 60
_LABEL: Final = re.compile(r"^(?:title|name)\s*:\s*", re.IGNORECASE)
_AROUND: Final = " \t\"'`*_#\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e"
_STOPS: Final = ".\u3002"
_FENCE: Final = re.compile(r"^```\w*\s*|\s*```$")
_KEYS: Final = ("title", "Title", "name", "Name", "conversation_title", "topic")
_VERDICTS: Final = frozenset({"safe", "unsafe", "yes", "no", "true", "false", "none", "null", "title", "untitled"})
"""What a guard or a classifier says of a conversation."""


def title_of(text: str) -> str:
    """A title from a first message: its first line with words in it, cut at a word where it is long."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "New chat")
    line = line.lstrip("#>*- ").strip() or line
    return _short(line)


def spoken_title(said: str) -> str:
    """The name in what a model says, without what it puts around it; empty where there is none."""
    lines = (line.strip(_AROUND) for line in _unwrapped(said).splitlines())
    line = next((line for line in lines if line and not line.endswith(":")), "")  # "Here is a name:" stands before it
    line = _LABEL.sub("", line).strip(_AROUND).rstrip(_STOPS)
    line = " ".join("".join(character if character.isprintable() else " " for character in line).split())
    return _short(line) if any(map(str.isalpha, line)) and line.casefold() not in _VERDICTS else ""


def _unwrapped(said: str) -> str:
    """The name in `{"title": "..."}`; what is other JSON names nothing."""
    text = _FENCE.sub("", said.strip()).strip()
    if not text.startswith(("{", "[")):
        return said
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return said if text.startswith("[") else ""
    while isinstance(found, list) and found:
        found = cast(list[object], found)[0]
    if isinstance(found, dict):
        named = cast(dict[str, object], found)
        found = next((named[key] for key in _KEYS if key in named), "")
    return found if isinstance(found, str) else ""


def _short(line: str) -> str:
    if len(line) <= TITLE_CHARACTERS:
        return line
    head = line[: TITLE_CHARACTERS - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"
