"""Failure streaks: repeated failures, as on a full disk, of which only the first is logged."""

import logging
from types import TracebackType
from typing import Self

from rxchat.domain.errors import NotRead, NotSaved


class FailureStreak:
    """`with streak:` suppresses exceptions of the block except cancellation, and logs the first of a series.

    Database errors are logged as text, all others with a traceback.
    """

    def __init__(self, log: logging.Logger, message: str) -> None:
        self._log = log
        self._message = message
        self._is_on = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if error is not None and not isinstance(error, Exception):
            return False
        if error is not None and not self._is_on:
            self._log.warning("%s %s", self._message, error, exc_info=None if isinstance(error, NotRead | NotSaved) else error)
        self._is_on = error is not None
        return True
