"""Snippets: the line of a long text that contains a match."""

import re
from typing import Final

from rxchat.db.sqlite import MATCH_BEGINS, MATCH_ENDS
from rxchat.domain.search import Piece

LINE_CHARACTERS: Final = 160
_BEFORE_CHARACTERS: Final = 60
_MARKS: Final = re.compile(f"[{MATCH_BEGINS}{MATCH_ENDS}]")


def snippet(marked: str) -> tuple[Piece, ...]:
    """The first line with a match, split at its matches and shortened; without a match, the text's first line."""
    begin = max(marked.find(MATCH_BEGINS), 0)
    start = marked.rfind("\n", 0, begin) + 1
    end = marked.find("\n", begin)
    line = marked[start : len(marked) if end < 0 else end].strip()
    return tuple(Piece(text=text, is_match=is_match) for text, is_match in _split(_cut(line)) if text)


def _cut(line: str) -> str:
    if len(line) <= LINE_CHARACTERS:
        return line
    start = max(line.find(MATCH_BEGINS) - _BEFORE_CHARACTERS, 0)
    if start:
        space = line.find(" ", start, start + _BEFORE_CHARACTERS)
        start = space + 1 if space >= 0 else start
    cut = line[start : start + LINE_CHARACTERS]
    return f"{'…' if start else ''}{cut}{'…' if start + LINE_CHARACTERS < len(line) else ''}"


def _split(line: str) -> list[tuple[str, bool]]:
    """Text and whether it is a match, by the marks; a truncated match or stray mark ends with the line."""
    pieces: list[tuple[str, bool]] = []
    is_match, position = False, 0
    for mark in _MARKS.finditer(line):
        pieces.append((line[position : mark.start()], is_match))
        is_match, position = mark[0] == MATCH_BEGINS, mark.end()
    pieces.append((line[position:], is_match))
    return pieces
