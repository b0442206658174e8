"""Slows down whoever guesses: never locks anybody out for good."""

import time
from collections import deque
from collections.abc import Callable

from rxchat.domain.errors import TooManyAttempts

FREE = 5
WINDOW_SECONDS = 15 * 60.0
MOST_KEYS = 10_000


class Throttle:
    """Counts failures per key, such as an account and an address. After five in 15 minutes the next try waits its turn."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}

    def check(self, key: str) -> None:
        """Raise TooManyAttempts while the key has to wait: until the oldest of its last five failures is 15 minutes old."""
        failures = self._recent(key)
        if len(failures) >= FREE:
            seconds = failures[-FREE] + WINDOW_SECONDS - self._clock()
            minutes = max(1, round(seconds / 60))
            hint = f"Try again in {minutes} minute{'s' if minutes > 1 else ''}."
            raise TooManyAttempts("There were too many wrong passwords in a row.", hint=hint, retry_after=seconds)

    def failed(self, key: str) -> None:
        if len(self._failures) >= MOST_KEYS:
            self._failures = {known: times for known in list(self._failures) if (times := self._recent(known))}
        self._failures.setdefault(key, deque(maxlen=FREE)).append(self._clock())

    def succeeded(self, key: str) -> None:
        self._failures.pop(key, None)

    def _recent(self, key: str) -> deque[float]:
        failures = self._failures.get(key, deque[float]())
        while failures and self._clock() - failures[0] >= WINDOW_SECONDS:
            failures.popleft()
        return failures
