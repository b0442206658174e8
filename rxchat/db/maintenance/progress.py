"""How far a long step has come."""

import sqlite3
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final

SECONDS_BETWEEN: Final = 1.0
_OPERATIONS_BETWEEN_LOOKS: Final = 500_000


class Progress:
    """Says each step as it begins, a brief one only when it takes long; then once a second its time and its `detail`."""

    def __init__(self, say: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.detail = ""
        self._say = say
        self._clock = clock
        self._step = ""
        self._begun = self._said = clock()

    def begin(self, step: str, *, is_brief: bool = False) -> None:
        self.detail = ""
        self._step = step
        self._begun = self._said = self._clock()
        if not is_brief:
            self._say(step)

    def tick(self) -> None:
        """Called often; speaks seldom, and never in a step's first second."""
        now = self._clock()
        if now - self._said < SECONDS_BETWEEN:
            return
        self._said = now
        self._say(f"{self._step}: {now - self._begun:.0f} s{', ' if self.detail else ''}{self.detail}")

    @contextmanager
    def watching(self, connection: sqlite3.Connection) -> Generator[None]:
        """Tick while SQLite works, in the middle of a statement too."""
        connection.set_progress_handler(self.tick, _OPERATIONS_BETWEEN_LOOKS)
        try:
            yield
        finally:
            connection.set_progress_handler(None, 0)
