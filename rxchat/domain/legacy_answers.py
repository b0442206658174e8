"""Legacy answers: the tags that the older program kept in an answer's text, read as what they stand for.

`<thinking>` at the beginning is reasoning, `<antthinking>` was never shown, and `<antArtifact …>` holds a document. What is
written in code is about the tags and stays; so does a tag that can't be read. The time is proportional to the text.
"""

import html
import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from rxchat.domain.artifacts import Artifact, PlacedArtifact, artifact_of
from rxchat.domain.code_spans import CodeSpans

MOST_TAGS: Final = 500
"""Tags of one answer that are read. The others stay as text."""
LONGEST_TAG: Final = 2000
_THINKING: Final = re.compile(r"\s*<(think(?:ing)?)>", re.IGNORECASE)
_TAG: Final = re.compile(r"<antArtifact(?=[\s/>])|<antThinking>", re.IGNORECASE)
_MARK: Final = re.compile(r"<antArtifact(?=[\s/>])|</antArtifact\s{0,20}>", re.IGNORECASE)
_THOUGHT_ENDS: Final = re.compile(r"</antThinking\s{0,20}>", re.IGNORECASE)
# A value may hold quotation marks: it ends at one that another attribute or the end of the tag follows.
_FOLLOWS: Final = r"(?=\s{1,20}[A-Za-z][\w:.-]{0,40}\s{0,5}=|\s{0,20}/?>)"
_ATTRIBUTE: Final = re.compile(rf"\s{{1,20}}([A-Za-z][\w:.-]{{0,40}})\s{{0,5}}=\s{{0,5}}(?:\"([^\n]*?)\"|'([^\n]*?)'){_FOLLOWS}")
_TAG_ENDS: Final = re.compile(r"\s{0,20}(/?)>")


class LegacyAnswer(NamedTuple):
    """`text` is Markdown, with each artifact as its title and a fenced block."""

    text: str
    thinking: str
    artifacts: tuple[PlacedArtifact, ...] = ()


class _Opener(NamedTuple):
    end: int
    attributes: dict[str, str]
    is_empty: bool


def read_answer(text: str, thinking: str = "", kept: Iterable[Artifact] = ()) -> LegacyAnswer:
    """The answer as it reads. `kept` are its artifacts in rows: those without a tag in the text stand at its end."""
    text, thinking = leading_reasoning(text, thinking)
    rows = list(kept)
    if "<ant" not in text and not rows:
        return LegacyAnswer(text, thinking)
    pieces = _with_rows(list(_pieces(text)), rows)
    if pieces == [text]:
        return LegacyAnswer(text, thinking)
    text, artifacts = _joined(pieces)
    return LegacyAnswer(text, thinking, artifacts)


def leading_reasoning(text: str, thinking: str) -> tuple[str, str]:
    """The text without the reasoning that it begins with, and all of the reasoning."""
    thoughts = [thinking.strip()]
    at = 0
    while opener := _THINKING.match(text, at):
        closer = re.compile(rf"</{opener[1]}\s{{0,20}}>", re.IGNORECASE).search(text, opener.end())
        if closer is None:
            break  # it was cut off: all there is stays readable
        thoughts.append(text[opener.end() : closer.start()].strip())
        at = closer.end()
    return (text[at:].lstrip(), "\n\n".join(filter(None, thoughts))) if at else (text, thinking)


def _with_rows(pieces: list[str | Artifact], rows: Sequence[Artifact]) -> list[str | Artifact]:
    """A tag without content takes that of its row. A row that no tag stands for is added."""
    by_identifier = {row.identifier: row for row in rows if row.identifier}
    tagged = [piece for piece in pieces if isinstance(piece, Artifact)]
    names = {*(each.identifier for each in tagged if each.identifier), *((each.title, each.kind) for each in tagged)}
    filled = [
        replace(piece, content=by_identifier[piece.identifier].content)
        if isinstance(piece, Artifact) and not piece.content and piece.identifier in by_identifier
        else piece
        for piece in pieces
    ]
    return [*filled, *(row for row in rows if row.identifier not in names and (row.title, row.kind) not in names)]


def _pieces(text: str) -> Iterator[str | Artifact]:
    """What is said and the artifacts, in order."""
    marks = _Marks(text)
    code = CodeSpans(text)
    said = ""
    begin = at = 0
    for _ in range(MOST_TAGS):
        tag = _TAG.search(text, at)
        if tag is None:
            break
        inside = code.end_around(tag.start(), since=at)
        found = None if inside is not None else _found(text, tag, marks)
        if found is None:
            at = max(tag.end(), inside or 0)
            continue
        said = _continued(said, text[begin : tag.start()])
        piece, begin = found
        at = begin
        if isinstance(piece, Artifact):
            yield said
            yield piece
            said = ""
        else:
            said = _continued(said, piece)
    yield _continued(said, text[begin:])


def _found(text: str, tag: re.Match[str], marks: "_Marks") -> tuple[str | Artifact, int] | None:
    """What a tag stands for, and where it ends. None where it can't be read."""
    if "art" not in tag[0].lower():
        end = marks.thought_end(tag.end())
        return None if end is None else ("", end)
    opener = _opener(text, tag.end())
    if opener is None:
        return None
    begin = opener.end
    end = begin if opener.is_empty else marks.artifact_end(tag.start())
    attributes = opener.attributes
    made = artifact_of(
        kind=attributes.get("type", ""),
        identifier=attributes.get("identifier", ""),
        title=attributes.get("title", ""),
        language=attributes.get("language", ""),
        content=text[begin:end],
    )
    if end is None:  # the answer was cut off in it: what there is stands as code
        return f"\n\n{made.markdown()[0]}", len(text)
    closer = None if opener.is_empty else _MARK.match(text, end)
    return made, end if closer is None else closer.end()


def _continued(said: str, more: str) -> str:
    """Two texts with something dropped between them that may have had lines of its own."""
    if not said.strip() or not more:
        return said + more
    is_apart = said.endswith("\n") or more.startswith("\n")
    return f"{said.rstrip()}\n\n{more.lstrip(chr(10))}" if is_apart else said + more


def _opener(text: str, at: int) -> _Opener | None:
    """The attributes of a tag from the end of its name on."""
    limit = at + LONGEST_TAG
    attributes: dict[str, str] = {}
    while attribute := _ATTRIBUTE.match(text, at, limit):
        name, double, single = attribute.groups()
        attributes[name.lower()] = html.unescape(double if double is not None else single)
        at = attribute.end()
    end = _TAG_ENDS.match(text, at, limit)
    return None if end is None else _Opener(end.end(), attributes, is_empty=bool(end[1]))


class _Marks:
    """The closing tags of a text, found in one reading."""

    def __init__(self, text: str) -> None:
        self._thoughts = [mark.end() for mark in _THOUGHT_ENDS.finditer(text)]
        self._closers: list[int] = []
        self._balanced: dict[int, int] = {}
        openers: list[int] = []
        for mark in _MARK.finditer(text):
            if mark[0][1] != "/":
                openers.append(mark.start())
                continue
            self._closers.append(mark.start())
            if openers:
                self._balanced[openers.pop()] = mark.start()

    def artifact_end(self, opener: int) -> int | None:
        """Where the closing tag begins. In an artifact with unequal tags inside, the next closing tag ends it."""
        return self._balanced.get(opener) or _next(self._closers, opener)

    def thought_end(self, at: int) -> int | None:
        return _next(self._thoughts, at)


def _next(positions: Sequence[int], at: int) -> int | None:
    index = bisect(positions, at)
    return positions[index] if index < len(positions) else None


def _joined(pieces: Iterable[str | Artifact]) -> tuple[str, tuple[PlacedArtifact, ...]]:
    """One text, with a blank line around each artifact."""
    texts: list[str] = []
    placed: list[PlacedArtifact] = []
    size = 0
    for piece in pieces:
        begin = size + (2 if texts else 0)
        if isinstance(piece, Artifact):
            body, code = piece.markdown()
            code += begin
            end = begin + len(body)
            placed.append(
                PlacedArtifact(artifact=piece, begin=begin, code_begin=code, code_end=code + len(piece.content), end=end)
            )
        else:
            body = piece.lstrip("\n").rstrip()
        if body.strip():
            texts.append(body)
            size = begin + len(body)
    return "\n\n".join(texts), tuple(placed)
