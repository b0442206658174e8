"""Thinking tags: separates reasoning that a model writes into its answer from the answer.

Many local models begin with `<think>…</think>`, and gpt-oss writes channels. Where a server does not read these marks, they come
as text. They count at the answer's beginning only: later they may be what the answer is about.
"""

import re
from collections.abc import Generator, Iterable, Iterator
from typing import Final

from rxchat.domain.chunks import Chunk, Finished, TextDelta, ThinkingDelta

_TAGS: Final[dict[str, str]] = {
    "<think>": "</think>",
    "<thinking>": "</thinking>",
    "<thought>": "</thought>",
    "<reasoning>": "</reasoning>",
    "<seed:think>": "</seed:think>",
    "[think]": "[/think]",
    "◁think▷": "◁/think▷",
}
_CHANNELS: Final[tuple[str, ...]] = ("<|channel|>", "<|start|>", "<|message|>")
_OPENERS: Final[tuple[str, ...]] = (*_TAGS, *_CHANNELS)
_LONGEST: Final = max(map(len, _OPENERS))
_MARK: Final = re.compile(r"<\|(?:start|channel|constrain|message|end|return|call)\|>")
_PARTIAL_MARK: Final = re.compile(r"<(?:\|[a-z]{0,9}\|?)?\Z")
_SPOKEN: Final = "final"


class ThinkingReader:
    """Takes one answer, and gives it back with reasoning that stands in the text as reasoning. `end` gives what is held back."""

    def __init__(self) -> None:
        self._is_plain = False  # no more marks are looked for
        self._held: str = ""
        self._closer: str = ""
        self._has_thoughts = False
        self._is_between = False  # an empty line follows the thoughts, and belongs to nothing
        self._channels: _Channels | None = None

    def take(self, chunk: Chunk) -> Iterable[Chunk]:
        match chunk:
            case TextDelta(text=text) if not self._is_plain:
                return self._told_apart(text)
            case Finished():
                return (*self.end(), chunk)
            case _:
                return (chunk,)

    def end(self) -> Iterator[Chunk]:
        """What is held back still."""
        held, self._held = self._held, ""
        if self._channels is not None:
            yield from self._channels.end()
        elif self._closer and held:
            yield ThinkingDelta(text=held)
        elif held and not self._is_between:
            yield TextDelta(text=held)
        self._is_plain = True

    def _told_apart(self, text: str) -> Iterator[Chunk]:
        self._held += text
        while self._held and not self._is_plain:
            if self._channels is not None:
                text, self._held = self._held, ""
                yield from self._channels.take(text)
            elif self._closer:
                if not (yield from self._thoughts()):
                    return
            elif not self._opened():
                return
        if self._held:
            text, self._held = self._held, ""
            yield TextDelta(text=text)

    def _opened(self) -> bool:
        """Look for a mark at the beginning. False while more of the text is needed to tell."""
        start = self._held.lstrip()
        written = start[:_LONGEST].lower()
        if not written or any(opener.startswith(written) and opener != written for opener in _OPENERS):
            return False
        opener = next((opener for opener in _OPENERS if written.startswith(opener)), "")
        if opener in _CHANNELS:
            self._channels = _Channels()
            self._held = start
        elif opener:
            self._closer, self._has_thoughts = _TAGS[opener], False
            self._held = start[len(opener) :]
        else:
            self._is_plain = True
            self._held = start if self._is_between else self._held
        return True

    def _thoughts(self) -> Generator[Chunk, None, bool]:
        """Reasoning up to its closing mark. Gives False while that is still to come."""
        index = self._held.lower().find(self._closer)
        size = index if index >= 0 else len(self._held) - _tail(self._held.lower(), self._closer)
        thoughts = self._held[:size] if self._has_thoughts else self._held[:size].lstrip()
        self._held = self._held[size:]
        if thoughts:
            self._has_thoughts = True
            yield ThinkingDelta(text=thoughts)
        if index < 0:
            return False
        self._held = self._held[len(self._closer) :]
        self._closer, self._is_between = "", True
        return True


class _Channels:
    """gpt-oss: `<|channel|>analysis<|message|>thoughts<|end|><|start|>assistant<|channel|>final<|message|>answer<|return|>`."""

    def __init__(self) -> None:
        self._held = ""
        self._header: list[str] | None = None
        self._is_role = False
        self._is_spoken = True

    def take(self, text: str) -> Iterator[Chunk]:
        self._held += text
        while match := _MARK.search(self._held):
            before, self._held = self._held[: match.start()], self._held[match.end() :]
            yield from self._said(before)
            self._mark(match[0])
        partial = _PARTIAL_MARK.search(self._held)
        size = partial.start() if partial else len(self._held)
        ready, self._held = self._held[:size], self._held[size:]
        yield from self._said(ready)

    def end(self) -> Iterator[Chunk]:
        held, self._held = self._held, ""
        return self._said(held)

    def _said(self, text: str) -> Iterator[Chunk]:
        if self._header is not None:
            self._header.append(text)
        elif text:
            yield TextDelta(text=text) if self._is_spoken else ThinkingDelta(text=text)

    def _mark(self, mark: str) -> None:
        match mark:
            case "<|start|>" | "<|channel|>":
                self._header, self._is_role = [], mark == "<|start|>"
            case "<|constrain|>":
                return
            case "<|message|>":
                words = "".join(self._header or ()).split()
                self._is_spoken = self._is_role or not words or words[0] == _SPOKEN
                self._header = None
            case _:
                self._header, self._is_spoken = None, True


def _tail(text: str, mark: str) -> int:
    """How many of the text's last characters may be the beginning of a mark."""
    return next((size for size in range(min(len(mark) - 1, len(text)), 0, -1) if text.endswith(mark[:size])), 0)
