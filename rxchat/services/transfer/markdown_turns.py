"""Markdown turns: a message's text can't imitate another turn."""

import html
import re
import unicodedata
from collections.abc import Collection
from typing import Final

_HEADING: Final = re.compile(r"[ \t]{0,3}#{1,2}(?!\S)")
_UNDERLINE: Final = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_TAGGED: Final = re.compile(r"<(?=h[12][^<>]{0,200}>([^<>]{0,200})<)", re.IGNORECASE)
_FENCE: Final = re.compile(r" {0,3}(?P<mark>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)")


def heading(author: str) -> str:
    return f"## {author}"


def turn_text(text: str, authors: Collection[str]) -> str:
    """The text with a backslash before headings named like an author, and all fences closed."""
    names = {_name(author) for author in authors}
    lines: list[str] = []
    fence = ""
    for line in text.strip().splitlines():
        before = lines[-1] if lines else ""
        lines.append(_unforged(line, before, names))
        fence = _fence_after(line, fence)
    if fence:
        lines.append(fence)
    return "\n".join(lines)


def _unforged(line: str, before: str, names: set[str]) -> str:
    is_heading = _HEADING.match(line) is not None and _name(line) in names
    if is_heading or (_UNDERLINE.fullmatch(line) and _name(before) in names):
        blank = len(line) - len(line.lstrip())
        return f"{line[:blank]}\\{line[blank:]}"
    return _TAGGED.sub(lambda tag: "\\<" if _name(tag[1]) in names else "<", line)


def _name(text: str) -> str:
    """The visible letters and digits, in any disguise."""
    seen = unicodedata.normalize("NFKC", html.unescape(text[:1000]))
    return "".join(character for character in seen if character.isalnum()).casefold()


def _fence_after(line: str, fence: str) -> str:
    """The fence that is open after this line; empty if none."""
    found = _FENCE.fullmatch(line)
    if not fence:
        return found["mark"] if found else ""
    is_closed = found is not None and found["mark"].startswith(fence) and not found["info"].strip()
    return "" if is_closed else fence
