"""Progress reports of long steps."""

import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

SECONDS_BETWEEN: Final = 1.0
_OPERATIONS_BETWEEN_LOOKS: Final = 500_000


class Progress:
    """Announces each step, a brief one only if it takes long; then reports its time and `detail` once a second."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.detail = ""
        self._say = say
        self._clock = clock
        self._step = ""
        self._started = self._said = clock()

    def begin(self, step: str, *, is_brief: bool = False) -> None:
        self.detail = ""
        self._step = step
        self._started = self._said = self._clock()
        if not is_brief:
            self._say(step)

    def tick(self) -> None:
        """Report if a second has passed since the last report; cheap enough to be called often."""
        now = self._clock()
        if now - self._said < SECONDS_BETWEEN:
            return
        self._said = now
        self._say(f"{self._step}: {now - self._started:.0f} s{', ' if self.detail else ''}{self.detail}")

    @contextmanager
    def watching(self, connection: sqlite3.Connection) -> Generator[None]:
        """Tick while SQLite works, even within one statement."""
        connection.set_progress_handler(self.tick, _OPERATIONS_BETWEEN_LOOKS)
        try:
            yield
        finally:
            connection.set_progress_handler(None, 0)
