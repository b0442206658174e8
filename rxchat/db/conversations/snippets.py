"""Snippets: the line of a long text that contains a match, as it reads."""

import re
from typing import Final

from rxchat.db.text_index import MATCH_BEGINS, MATCH_ENDS
from rxchat.domain.search import Piece

LINE_CHARACTERS: Final = 160
_SEEN_CHARACTERS: Final = 55
"""What the sidebar shows of a line: a match that is further on is brought among them."""
_BEFORE_CHARACTERS: Final = 20
_MARKDOWN: Final = re.compile(r"^(?:(?:#{1,6}|>|[-*+]|\d+\.)\s+)+|\*\*|`+")
_MARK: Final = f"[{MATCH_BEGINS}{MATCH_ENDS}]?"
# The older program's tags, also where a word of theirs is a match.
_REASONING: Final = re.compile(
    rf"\s*<{_MARK}(?P<name>think(?:ing)?){_MARK}>.*?</{_MARK}(?P=name){_MARK}>\s*", re.IGNORECASE | re.DOTALL
)
_THOUGHT: Final = re.compile(rf"<(?P<closes>/?){_MARK}antThinking{_MARK}>", re.IGNORECASE)
_ARTIFACT: Final = re.compile(rf"</?{_MARK}antArtifact{_MARK}(?:\s[^\n<]{{0,2000}}?[\"']\s{{0,5}}/?|\s{{0,5}}/?)>", re.IGNORECASE)
_MARKS: Final = re.compile(f"[{MATCH_BEGINS}{MATCH_ENDS}]")


def snippet(marked: str) -> tuple[Piece, ...]:
    """The first line with a match, without its Markdown, split at its matches and shortened; else the text's first line."""
    begin = max(marked.find(MATCH_BEGINS), 0)
    start = marked.rfind("\n", 0, begin) + 1
    end = marked.find("\n", begin)
    line = marked[start : len(marked) if end < 0 else end].strip()
    return tuple(Piece(text=text, is_match=is_match) for text, is_match in _split(_cut(_MARKDOWN.sub("", line))) if text)


def without_tags(marked: str) -> str:
    """An answer as it reads, without the older program's tags. A match in what was only thought is lost with that."""
    if "<" not in marked:
        return marked
    reasoning = _REASONING.match(marked)
    text = marked[reasoning.end() :] if reasoning else marked
    kept: list[str] = []
    at, opened = 0, None
    for tag in _THOUGHT.finditer(text):
        if not tag["closes"]:
            opened = tag.start() if opened is None else opened
        elif opened is not None:
            kept.append(text[at:opened])
            at, opened = tag.end(), None
    return _ARTIFACT.sub("", "".join([*kept, text[at:]]))


def _cut(line: str) -> str:
    start = max(line.find(MATCH_BEGINS) - _BEFORE_CHARACTERS, 0) if line.find(MATCH_ENDS) > _SEEN_CHARACTERS else 0
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
