"""Long writes in pieces: while one is under way, no answer is saved, so each is short and lets the others in after it."""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Final, Generic, TypeVar

T = TypeVar("T")

AIM: Final = 0.05
"""Seconds for one piece."""
FEWEST: Final = 1
FIRST: Final = 100
MOST: Final = 2000
LARGEST: Final = 2**20
"""Rows, and characters where they are known."""


class WriteBatches(Generic[T]):
    """A sequence in pieces, each as large as the last one's time allows."""

    def __init__(self, whole: Sequence[T], size_of: Sequence[int] = ()) -> None:
        self._whole = whole
        self._sizes = size_of
        self._rows = FIRST

    def __iter__(self) -> Iterator[Sequence[T]]:
        """To be gone through with one transaction for each piece: the time of that decides about the next."""
        done = 0
        while done < len(self._whole):
            end = self._end(done)
            begun = monotonic()
            yield self._whole[done:end]
            self._adapt(monotonic() - begun)
            done = end

    def _end(self, done: int) -> int:
        end = min(done + self._rows, len(self._whole))
        size = 0
        for at in range(done, end if self._sizes else done):
            size += self._sizes[at]
            if size > LARGEST:
                return max(at, done + 1)
        return end

    def _adapt(self, seconds: float) -> None:
        if seconds > 2 * AIM:
            self._rows = max(FEWEST, self._rows // 2)
        elif seconds < AIM:
            self._rows = min(MOST, self._rows * 2)
