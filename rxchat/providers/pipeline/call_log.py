"""Call log: logs when a call starts, is retried, ends, is stopped or fails. Never logs a word of the conversation."""

import asyncio
import logging
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rxchat.domain.errors import ProviderError, RxchatError


class CallLog:
    """One call, in the log of its provider: `rxchat.providers.<name>`."""

    def __init__(self, provider: str, model: str, clock: Callable[[], float]) -> None:
        self._log = logging.getLogger(f"rxchat.providers.{provider}")
        self._fields: dict[str, object] = {"provider": provider, "model": model}
        self._clock = clock
        self._started_at = clock()

    @contextmanager
    def logged(self) -> Generator[None]:
        """Log how the call in the block starts and ends."""
        self._log.info("The call begins.", extra=self._fields)
        try:
            yield
        except RxchatError as error:
            self._log.warning("The call failed.", extra=self._ended() | _of(error))
            raise
        except (GeneratorExit, asyncio.CancelledError):
            self._log.info("The call was stopped.", extra=self._ended())
            raise
        self._log.info("The call ended.", extra=self._ended())

    def tried_again(self, error: ProviderError, attempt: int) -> None:
        self._log.info("The call is tried again.", extra=self._fields | _of(error) | {"attempt": attempt})

    def _ended(self) -> dict[str, object]:
        return self._fields | {"latency_ms": round((self._clock() - self._started_at) * 1000)}


def _of(error: RxchatError) -> dict[str, object]:
    if not isinstance(error, ProviderError):
        return {"code": error.code}
    return {"code": error.code, "status": error.status, "request_id": error.request_id}
