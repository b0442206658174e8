"""Write batches: a long write as several short transactions, so that answers can be saved in between."""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import Final, Generic, TypeVar

T = TypeVar("T")

TARGET_SECONDS: Final = 0.05
MIN_ROWS: Final = 1
FIRST_ROWS: Final = 100
MAX_ROWS: Final = 2000
MAX_CHARACTERS: Final = 2**20
"""Per batch, where the sizes of the items are known."""


class WriteBatches(Generic[T]):
    """A sequence in batches whose size adapts to the time that the last one took."""

    def __init__(self, whole: Sequence[T], size_of: Sequence[int] = ()) -> None:
        self._whole = whole
        self._sizes = size_of
        self._rows = FIRST_ROWS

    def __iter__(self) -> Iterator[Sequence[T]]:
        """Iterate with one transaction per batch: the time until the next one is requested sets the next size."""
        done = 0
        while done < len(self._whole):
            end = self._end(done)
            started = monotonic()
            yield self._whole[done:end]
            self._adapt(monotonic() - started)
            done = end

    def _end(self, done: int) -> int:
        end = min(done + self._rows, len(self._whole))
        size = 0
        for at in range(done, end if self._sizes else done):
            size += self._sizes[at]
            if size > MAX_CHARACTERS:
                return max(at, done + 1)
        return end

    def _adapt(self, seconds: float) -> None:
        if seconds > 2 * TARGET_SECONDS:
            self._rows = max(MIN_ROWS, self._rows // 2)
        elif seconds < TARGET_SECONDS:
            self._rows = min(MAX_ROWS, self._rows * 2)
