"""Throttled log: warnings about events that may occur a thousand times per second, written once a minute."""

import logging
import time
from collections.abc import Callable
from typing import Final

EVERY_SECONDS: Final = 60.0


class ThrottledWarning:
    """A warning that is logged at most once a minute, with the number of occurrences since the last line."""

    def __init__(self, logger: logging.Logger, words: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._logger = logger
        self._words = words
        self._clock = clock
        self._written_at = float("-inf")
        self._count = 0

    def warn(self) -> None:
        self._count += 1
        if self._clock() - self._written_at >= EVERY_SECONDS:
            self._logger.warning("%s (%d since the last such line)", self._words, self._count)
            self._written_at, self._count = self._clock(), 0
