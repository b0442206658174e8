"""Markdown text: names and code as Markdown that nothing in them breaks out of."""

import re
from typing import Any, Final

LONGEST_NAME: Final = 200
_LOOKED_AT: Final = 1000
_MARKS: Final = re.compile(r"[\\`*\[\]<>$|&#]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~")
_BACKTICKS: Final = re.compile(r"`{3,}")
_LANGUAGE: Final = re.compile(r"[A-Za-z0-9][\w+#.-]{0,29}")


def plain(text: Any) -> str:
    """A name or a title as one short line that Markdown takes as it stands; empty for what is no text."""
    line = " ".join(text[:_LOOKED_AT].split()) if isinstance(text, str) else ""
    if len(line) > LONGEST_NAME:
        line = line[: LONGEST_NAME - 1] + "\u2026"
    return _MARKS.sub(lambda mark: "\\" + mark[0], line)


def code_block(text: str, language: str = "") -> str:
    """In a fence that nothing in it closes."""
    longest = max((len(run[0]) for run in _BACKTICKS.finditer(text)), default=2)
    fence = "`" * (longest + 1)
    known = language if _LANGUAGE.fullmatch(language) else ""
    return f"{fence}{known}\n{text.rstrip(chr(10))}\n{fence}"
