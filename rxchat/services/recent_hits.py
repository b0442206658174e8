"""Recent hits: how often something was asked for lately, by a bounded number of keyed hashes that can't be read back."""

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Final, TypeVar

MOST_KEYS: Final = 10_000

_KEY: Final = secrets.token_bytes(16)
Value = TypeVar("Value")


def hashed(text: str) -> str:
    """Stable within this process, and irreversible afterwards."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), key=_KEY, digest_size=8).hexdigest()


def keep_newest(kept: dict[str, Value], key: str, value: Value) -> None:
    """Store as the newest key, and drop the oldest beyond `MOST_KEYS`."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > MOST_KEYS:
        del kept[next(iter(kept))]


class RecentHits:
    """Lets each key through `most` times within `seconds`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._hits: dict[str, deque[float]] = {}

    def hit(self, name: str) -> float:
        """Count a hit. Returns 0.0, or the seconds to wait if there were too many: then it isn't counted."""
        key, now = hashed(name), self._clock()
        hits = self._hits.get(key, deque[float]())
        while hits and now - hits[0] >= self._seconds:
            hits.popleft()
        if len(hits) >= self._most:
            return self._seconds - (now - hits[0])
        hits.append(now)
        keep_newest(self._hits, key, hits)
        return 0.0

    def __len__(self) -> int:
        return len(self._hits)
