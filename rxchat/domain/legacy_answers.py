"""Legacy answers: the tags that the older program kept in an answer's text, read as what they stand for.

`<thinking>` at the beginning is reasoning, `<antthinking>` was never shown, and `<antArtifact …>` holds a document. What is
written in code is about the tags and stays; so does a tag that can't be read. The time is proportional to the text.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, NamedTuple

from rxchat.domain.artifact_edits import apply_edits
from rxchat.domain.artifact_placement import with_rows
from rxchat.domain.artifact_tags import MARK, MOST_TAGS, TAG, THOUGHT_ENDS, artifact_in, opener_at, tag_of
from rxchat.domain.artifacts import Artifact, PlacedArtifact
from rxchat.domain.code_spans import CodeSpans

_THINKING: Final = re.compile(r"\s*<(think(?:ing)?)>", re.IGNORECASE)
_NO_ARTIFACTS: Final[Mapping[str, Artifact]] = MappingProxyType({})


class LegacyAnswer(NamedTuple):
    """`text` is Markdown, with each artifact as its title and a fenced block."""

    text: str
    thinking: str
    artifacts: tuple[PlacedArtifact, ...] = ()


def read_answer(
    text: str, thinking: str = "", kept: Iterable[Artifact] = (), known: Mapping[str, Artifact] = _NO_ARTIFACTS
) -> LegacyAnswer:
    """The answer as it reads. `kept` are its artifacts in rows: those without a tag in the text stand at its end.

    `known` are the artifacts of the messages before it, by identifier, as updates in it find them.
    """
    text, thinking = leading_reasoning(text, thinking)
    rows = list(kept)
    if "<ant" not in text and not rows:
        return LegacyAnswer(text, thinking)
    pieces = with_rows(list(_pieces(text, dict(known))), rows)
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


def with_tags(text: str, artifacts: Iterable[PlacedArtifact]) -> str:
    """The answer as a model writes it: the opposite of `read_answer`, for a model that is asked to write tags."""
    parts: list[str] = []
    at = 0
    for placed in artifacts:
        parts += (text[at : placed.begin], tag_of(placed.artifact))
        at = placed.end
    return "".join(parts) + text[at:]


def _pieces(text: str, known: dict[str, Artifact]) -> Iterator[str | Artifact]:
    """What is said and the artifacts, in order. Those with an identifier become known."""
    marks = _Marks(text)
    code = CodeSpans(text)
    said = ""
    begin = at = 0
    for _ in range(MOST_TAGS):
        tag = TAG.search(text, at)
        if tag is None:
            break
        inside = code.end_around(tag.start(), since=at)
        found = None if inside is not None else _found(text, tag, marks, known)
        if found is None:
            at = max(tag.end(), inside or 0)
            continue
        said = _continued(said, text[begin : tag.start()])
        piece, begin = found
        at = begin
        if isinstance(piece, Artifact):
            yield said
            yield piece
            known[piece.identifier] = piece
            said = ""
        else:
            said = _continued(said, piece)
    yield _continued(said, text[begin:])


def _found(text: str, tag: re.Match[str], marks: "_Marks", known: Mapping[str, Artifact]) -> tuple[str | Artifact, int] | None:
    """What a tag stands for, and where it ends. None where it can't be read."""
    if "art" not in tag[0].lower():
        end = marks.thought_end(tag.end())
        return None if end is None else ("", end)
    opener = opener_at(text, tag.end())
    if opener is None:
        return None
    begin = opener.end
    end = begin if opener.is_empty else marks.artifact_end(tag.start())
    made = artifact_in(opener, text[begin:end], known)
    if end is None:  # the answer was cut off in it
        return _updated(replace(made, is_unfinished=True), known), len(text)
    closer = None if opener.is_empty else MARK.match(text, end)
    return _updated(made, known), end if closer is None else closer.end()


def _updated(made: Artifact, known: Mapping[str, Artifact]) -> Artifact:
    """An update with its result. One that doesn't fit leaves the artifact as it was, or, without one, stands as it is written."""
    if not made.edits:
        return made
    before = known.get(made.identifier)
    result = None if before is None or made.is_unfinished else apply_edits(before.content, made.edits)
    if result is None:
        return replace(made, content=made.edits if before is None else before.content, is_unfinished=True)
    return replace(made, content=result)


def _continued(said: str, more: str) -> str:
    """Two texts with something dropped between them that may have had lines of its own."""
    if not said.strip() or not more:
        return said + more
    is_apart = said.endswith("\n") or more.startswith("\n")
    return f"{said.rstrip()}\n\n{more.lstrip(chr(10))}" if is_apart else said + more


class _Marks:
    """The closing tags of a text, found in one reading."""

    def __init__(self, text: str) -> None:
        self._thoughts = [mark.end() for mark in THOUGHT_ENDS.finditer(text)]
        self._closers: list[int] = []
        self._balanced: dict[int, int] = {}
        openers: list[int] = []
        for mark in MARK.finditer(text):
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
