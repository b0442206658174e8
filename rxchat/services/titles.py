"""Names for conversations, made from text."""

import re
from typing import Final

TITLE_CHARACTERS = 60
_LABEL: Final = re.compile(r"^(?:title|name)\s*:\s*", re.IGNORECASE)
_AROUND: Final = " \t\"'`*_#\u00ab\u00bb\u2018\u2019\u201c\u201d\u201e"
_STOPS: Final = ".\u3002"


def title_of(text: str) -> str:
    """A title from a first message: its first line with words in it, cut at a word where it is long."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "New chat")
    line = line.lstrip("#>*- ").strip() or line
    return _short(line)


def spoken_title(said: str) -> str:
    """The name in what a model says, without what it puts around it; empty where there is none."""
    lines = (line.strip(_AROUND) for line in said.splitlines())
    line = next((line for line in lines if line and not line.endswith(":")), "")  # "Here is a name:" stands before it
    line = _LABEL.sub("", line).strip(_AROUND).rstrip(_STOPS)
    line = " ".join("".join(character if character.isprintable() else " " for character in line).split())
    return _short(line) if any(character.isalnum() for character in line) else ""


def _short(line: str) -> str:
    if len(line) <= TITLE_CHARACTERS:
        return line
    head = line[: TITLE_CHARACTERS - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"
