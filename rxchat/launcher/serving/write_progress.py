"""Write progress: tells a connection whose client has stopped reading from a slow one."""

from typing import Final

STALLED_SECONDS: Final = 30.0
"""A phone may lose its network for a while. TCP itself would try for a quarter of an hour."""


class WriteProgress:
    """Looked at once a second. What is unsent stays in memory, and the connection with it, for as long as nothing ends it."""

    def __init__(self) -> None:
        self._unsent = 0
        self._since = 0.0

    def is_stalled(self, unsent: int, now: float) -> bool:
        """Whether none of the `unsent` bytes has left for STALLED_SECONDS; `now` in seconds."""
        if unsent < self._unsent or not self._unsent:
            self._since = now
        self._unsent = unsent
        return now - self._since > STALLED_SECONDS
