"""Password checks: a queue for argon2. A check takes 64 MiB and a tenth of a second, so two run at a time and few wait."""

import asyncio
import logging
import time
from typing import Final

from rxchat.security import passwords
from rxchat.security.throttled_log import ThrottledWarning
from rxchat.services.auth.sign_in_limits import too_many

AT_ONCE: Final = 2
MOST_WAITING: Final = 8
KEPT_FREE: Final = 4
"""Queue slots reserved for existing accounts without failures: guesses must not fill the queue."""
BUSY_SECONDS: Final = 2.0

_refusals = ThrottledWarning(
    logging.getLogger(__name__), "A sign-in was refused before the password was checked, because too many are waiting."
)


class PasswordChecks:
    def __init__(self) -> None:
        self._hashing = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._seconds = 0.1  # duration of the last check, waiting included

    @property
    def is_crowded(self) -> bool:
        """Whether only reserved slots are left."""
        return self._waiting >= MOST_WAITING - KEPT_FREE

    async def refuse(self, seconds: float = BUSY_SECONDS) -> None:
        """Raise TooManyAttempts after the duration of a check: timing must not reveal whether the account exists."""
        _refusals.warn()
        await asyncio.sleep(min(self._seconds, seconds))
        raise too_many(seconds)

    async def is_right(self, password: str, stored: str | None) -> bool:
        """Raises TooManyAttempts if the queue is full."""
        if self._waiting >= MOST_WAITING:
            await self.refuse()
        started = time.monotonic()
        self._waiting += 1
        try:
            await self._hashing.acquire()
        finally:
            self._waiting -= 1
        try:
            return await asyncio.to_thread(passwords.is_right, password, stored)
        finally:
            self._hashing.release()
            self._seconds = time.monotonic() - started
