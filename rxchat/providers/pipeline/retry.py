"""Retry policy: whether a failed call is retried, and after how long."""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from rxchat.domain.errors import ProviderError


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Seconds throughout. A vendor that asks for more than `longest_wait` is not tried again: a person decides."""

    retries: int = 2
    first: float = 0.5
    longest: float = 8.0
    longest_wait: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Callable[[], float] = time.monotonic
    random: Callable[[], float] = random.random

    def delay(self, retries_made: int, error: ProviderError) -> float | None:
        """Seconds to wait before the next try, None when there is none."""
        if not error.retryable or retries_made >= self.retries:
            return None
        if error.retry_after is not None:
            return error.retry_after if error.retry_after <= self.longest_wait else None
        # Full steps shortened by up to a quarter, as the vendors' own libraries do, so that clients do not come back together.
        return min(self.first * 2**retries_made, self.longest) * (1 - 0.25 * self.random())


def retry_after_seconds(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """What `retry-after-ms` or `Retry-After` (seconds or a date) asks for; None when absent or senseless. Names in lower case."""
    milliseconds = _number(headers.get("retry-after-ms", ""))
    if milliseconds is not None:
        return milliseconds / 1000
    value = headers.get("retry-after", "")
    seconds = _number(value)
    if seconds is not None:
        return seconds
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:  # an HTTP date is in GMT whatever it says
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - (now or datetime.now(UTC))).total_seconds())


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return max(0.0, number) if math.isfinite(number) else None
