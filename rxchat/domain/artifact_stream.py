"""Artifact stream: an answer with `<antArtifact>` tags, read while it grows.

What is shown is Markdown, as `read_answer` makes it of the whole: each artifact is its title above a fenced block, which grows,
and no part of a tag is ever shown. Only what may become a tag is held back. The time is proportional to the text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from rxchat.domain.artifact_tags import LONGEST_TAG, MARK, MOST_TAGS, TAG, THOUGHT_ENDS, artifact_in, opener_at
from rxchat.domain.artifacts import Artifact
from rxchat.domain.markdown_text import plain

_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*\Z)|~{3,})")
_LONGEST_LINE: Final = 5000
_NAMES: Final = ("<antartifact", "</antartifact", "<antthinking>")
_LONGEST_MARK: Final = len("</antArtifact") + 20
_MARKDOWN_FENCE: Final = "``````"
_NO_ARTIFACTS: Final[Mapping[str, Artifact]] = MappingProxyType({})


@dataclass(slots=True)
class GrowingArtifact:
    """Where an artifact stands in what is shown, in UTF-16 units, as the page counts. The ends are -1 while it grows."""

    artifact: Artifact
    begin: int
    code_begin: int
    code_end: int = -1
    end: int = -1


class ArtifactStream:
    """Give it what came; it returns what to show. `known` are the conversation's artifacts, whose titles an update leaves out."""

    def __init__(self, known: Mapping[str, Artifact] = _NO_ARTIFACTS) -> None:
        self.artifacts: list[GrowingArtifact] = []
        self._known = known
        self._held = ""
        self._shown: list[str] = []
        self._units = 0
        self._ending = ""
        """The last characters shown."""
        self._line = ""
        self._fence = ""
        self._depth = 0
        self._newlines = ""
        self._is_thinking = False
        self._thought: list[str] = []
        self._has_endless_thought = False
        self._tags = 0

    def add(self, text: str) -> str:
        """What is to be shown after what was shown before."""
        if not self._held and not self._depth and not self._is_thinking and "<" not in text:
            self._say(text)
        else:
            self._held += text
            self._read(is_over=False)
        return self._taken()

    def finish(self) -> str:
        """The rest, when nothing more comes. An artifact that is still open stays so."""
        self._read(is_over=True)
        return self._taken()

    def _taken(self) -> str:
        shown = "".join(self._shown)
        self._shown.clear()
        return shown

    def _read(self, *, is_over: bool) -> None:
        step = True
        while step and self._held:
            if self._is_thinking:
                step = self._read_thought(is_over=is_over)
            elif self._depth:
                step = self._read_artifact(is_over=is_over)
            else:
                step = self._read_prose(is_over=is_over)

    def _read_prose(self, *, is_over: bool) -> bool:
        """Up to a tag. False when the rest has to wait."""
        tag = TAG.search(self._held) if self._tags < MOST_TAGS else None
        if tag is None:
            keep = 0 if is_over else _undecided(self._held)
            self._say(self._drop(len(self._held) - keep))
            return False
        self._say(self._drop(tag.start()))
        size = tag.end() - tag.start()
        if self._is_in_code():
            self._say(self._drop(size))
            return True
        if "art" not in tag[0].lower():
            self._is_thinking = not self._has_endless_thought
            if self._has_endless_thought:
                self._say(self._drop(size))
            return True
        opener = opener_at(self._held, size)
        if opener is None and not is_over and len(self._held) < LONGEST_TAG:
            return False
        if opener is None:
            self._say(self._drop(size))
            return True
        self._drop(opener.end)
        self._begin(artifact_in(opener, "", self._known))
        self._depth = 1
        if opener.is_empty:
            self._end()
        return True

    def _read_thought(self, *, is_over: bool) -> bool:
        """What the older program's model thought isn't shown, unless it never ends."""
        closer = THOUGHT_ENDS.search(self._held)
        if closer is None and not is_over:
            self._thought.append(self._drop(len(self._held) - _LONGEST_MARK))
            return False
        self._is_thinking = False
        if closer is None:
            self._has_endless_thought = True
            self._held = "".join(self._thought) + self._held
        else:
            self._drop(closer.end())
        self._thought.clear()
        return True

    def _read_artifact(self, *, is_over: bool) -> bool:
        """Up to the tag that ends it; those of artifacts inside come in pairs."""
        mark = MARK.search(self._held)
        if mark is None:
            keep = 0 if is_over else _undecided(self._held)
            self._write(self._drop(len(self._held) - keep))
            return False
        is_closer = mark[0][1] == "/"
        if is_closer and self._depth == 1:
            self._write(self._drop(mark.start()))
            self._drop(mark.end() - mark.start())
            self._end()
            return True
        self._depth += -1 if is_closer else 1
        self._write(self._drop(mark.end()))
        return True

    def _begin(self, artifact: Artifact) -> None:
        self._tags += 1
        if self._units:
            self._emit("\n" * (2 - (len(self._ending) - len(self._ending.rstrip("\n")))))
        begin = self._units
        fence = _MARKDOWN_FENCE if artifact.format == "markdown" else "```"
        self._fence = fence
        self._emit(f"**{plain(artifact.title)}**\n\n{fence}{artifact.code_language}\n")
        self.artifacts.append(GrowingArtifact(artifact, begin, self._units))
        self._newlines = ""

    def _write(self, code: str) -> None:
        """The artifact's content. Line breaks around it aren't part of it."""
        growing = self.artifacts[-1]
        if self._units == growing.code_begin:
            code = code.lstrip("\r\n")
        body = code.rstrip("\r\n")
        if body:
            self._emit(self._newlines + body)
            self._newlines = ""
        self._newlines += code[len(body) :]

    def _end(self) -> None:
        growing = self.artifacts[-1]
        growing.code_end = self._units
        self._emit(f"\n{self._fence}")
        growing.end = self._units
        self._emit("\n\n")
        self._depth, self._fence, self._line = 0, "", ""
        self._newlines = ""

    def _say(self, prose: str) -> None:
        """Words of the answer, with a note of the code they are in."""
        if self.artifacts and self._ending == "\n\n" and self._units == self.artifacts[-1].end + 2:
            prose = prose.lstrip("\n")
        self._emit(prose)
        if "\n" not in prose:
            self._line = (self._line + prose)[-_LONGEST_LINE:]
            return
        *lines, last = (self._line + prose).split("\n")
        for line in lines:
            self._pass(line)
        self._line = last[-_LONGEST_LINE:]

    def _pass(self, line: str) -> None:
        fence = _FENCE.match(line)
        if fence is None:
            return
        if not self._fence:
            self._fence = fence[1]
        elif fence[1].startswith(self._fence) and not line[fence.end() :].strip():
            self._fence = ""

    def _is_in_code(self) -> bool:
        """A run of backticks that is still open on the line is taken for the beginning of code."""
        return bool(self._fence) or _FENCE.match(self._line) is not None or self._line.count("`") % 2 == 1

    def _emit(self, text: str) -> None:
        if text:
            self._shown.append(text)
            self._units += len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)
            self._ending = (self._ending + text)[-2:]

    def _drop(self, size: int) -> str:
        """The first characters of what is held."""
        size = max(0, size)
        taken, self._held = self._held[:size], self._held[size:]
        return taken


def _undecided(text: str) -> int:
    """How many of the last characters may be the beginning of a tag."""
    at = text.rfind("<", max(0, len(text) - _LONGEST_MARK))
    if at < 0:
        return 0
    tail = text[at:].lower()
    is_begun = any(name.startswith(tail) for name in _NAMES)
    is_open = tail.startswith(_NAMES[0:2]) and not tail.removeprefix("<").removeprefix("/")[len("antartifact") :].strip()
    return len(tail) if is_begun or is_open else 0


def shown_so_far(text: str, known: Mapping[str, Artifact] = _NO_ARTIFACTS) -> str:
    """What a growing answer shows, for a reader who comes in the middle of it."""
    stream = ArtifactStream(known)
    return stream.add(text) if "<ant" in text or text.endswith("<") else text
