"""Histogram: how many values were at most as large as each bound, as Prometheus counts them."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

ENDLESS: Final = float("inf")


class Histogram:
    """`observe` costs a search among the bounds; the sums are made when they are read."""

    __slots__ = ("_bounds", "_counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        """`bounds` in ascending order, without the endless one."""
        self._bounds = bounds
        self._counts = [0] * (len(bounds) + 1)
        self.total = 0.0
        """The sum of all values."""

    def observe(self, value: float) -> None:
        self._counts[bisect_left(self._bounds, value)] += 1
        self.total += value

    def buckets(self) -> Iterator[tuple[float, int]]:
        """Each bound, and how many values were at most that large. The last bound is endless: all of them."""
        reached = 0
        for bound, count in zip((*self._bounds, ENDLESS), self._counts, strict=True):
            reached += count
            yield bound, reached
