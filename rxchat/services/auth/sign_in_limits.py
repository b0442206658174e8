"""Sign-in limits: slow down password guessing by account and network together, by network, and by account.

Nobody is locked out for good. Names and addresses are stored as keyed hashes, and only a bounded number of them.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rxchat.domain.durations import duration
from rxchat.domain.errors import TooManyAttempts
from rxchat.security.client_networks import network_of
from rxchat.services.recent_hits import hashed, keep_newest

FREE: Final = 5
"""Wrong passwords per account and network within 15 minutes; the next attempt waits until the oldest expires."""
FREE_PER_NETWORK: Final = 30
FREE_PER_ACCOUNT: Final = 20
"""Wrong passwords from all networks. Beyond that, attempts are serialized: an attacker must not lock the account."""
WINDOW_SECONDS: Final = 15 * 60.0
SPACING_SECONDS: Final = 1.0
LONGEST_WAIT: Final = 8.0


class Attempt:
    """The keys of a sign-in attempt. `is_first`: no failures for this account from this network; `crowded`: keys over their
    limit.
    """

    __slots__ = ("__weakref__", "account", "crowded", "is_first", "network", "pair")

    def __init__(self, email: str, address: str, digest: Callable[[str], str] = hashed) -> None:
        name, network = email.strip().lower(), network_of(address)
        self.account = digest(f"account {name}")
        self.network = digest(f"network {network}")
        self.pair = digest(f"{name} from {network}")
        self.is_first = True
        self.crowded: tuple[str, ...] = ()

    @property
    def is_from_a_crowd(self) -> bool:
        """Whether so many attempts failed from its network, for any account, that it is more likely a guess than a slip."""
        return self.network in self.crowded


class SignInLimits:
    """Counts failures of the last 15 minutes. Beyond `MOST_KEYS` keys the oldest are dropped."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}
        self._next: dict[str, float] = {}
        self._welcome: dict[str, None] = {}

    def learn(self, attempt: Attempt, ages: Mapping[str, Sequence[float]]) -> None:
        """Count for an attempt's keys what is known of all workers: how many seconds ago each failure was, oldest first."""
        now = self._clock()
        for key, most in ((attempt.pair, FREE), *_limits(attempt)):
            keep_newest(self._failures, key, deque((now - age for age in ages.get(key, ())), maxlen=2 * most))

    def enter(self, attempt: Attempt) -> None:
        """Record the attempt as failed until it is known, so that parallel attempts count.

        Raises TooManyAttempts while this account has to wait on this network.
        """
        failures = self._recent(attempt.pair)
        if len(failures) >= FREE:
            seconds = failures[-FREE] + WINDOW_SECONDS - self._clock()
            hint = f"Try again in {duration(seconds)}."
            raise TooManyAttempts("Too many attempts with a wrong password.", hint=hint, retry_after=seconds)
        attempt.is_first = not failures
        attempt.crowded = tuple(key for key, most in _limits(attempt) if len(self._recent(key)) >= most)
        for key, most in ((attempt.pair, FREE), *_limits(attempt)):
            keep_newest(self._failures, key, self._failures.get(key) or deque(maxlen=2 * most))  # leaves room for taken back ones
            self._failures[key].append(self._clock())

    def wait(self, attempt: Attempt) -> float:
        """Seconds to wait when many have failed. Raises TooManyAttempts if the wait would be too long.

        An account that has signed in from this network before doesn't wait.
        """
        if attempt.pair in self._welcome:
            return 0.0
        now = self._clock()
        turn = max([now, *(self._next.get(key, now) for key in attempt.crowded)])
        if turn - now > LONGEST_WAIT:
            raise too_many(LONGEST_WAIT)
        for key in attempt.crowded:
            keep_newest(self._next, key, turn + SPACING_SECONDS)
        return turn - now

    def succeeded(self, attempt: Attempt) -> None:
        """Forget the failures of the pair, and this attempt in the other counts."""
        self._failures.pop(attempt.pair, None)
        self._take_back(attempt.account, attempt.network)
        keep_newest(self._welcome, attempt.pair, None)

    def take_back(self, attempt: Attempt) -> None:
        """The password wasn't checked: the attempt counts for the network only."""
        self._take_back(attempt.account, attempt.pair)

    def _take_back(self, *keys: str) -> None:
        for key in keys:
            if failures := self._failures.get(key):
                failures.pop()

    def __len__(self) -> int:
        return max(len(kept) for kept in (self._failures, self._next, self._welcome))

    def _recent(self, key: str) -> deque[float]:
        failures = self._failures.get(key, deque[float]())
        while failures and self._clock() - failures[0] >= WINDOW_SECONDS:
            failures.popleft()
        return failures


def _limits(attempt: Attempt) -> tuple[tuple[str, int], ...]:
    return (attempt.network, FREE_PER_NETWORK), (attempt.account, FREE_PER_ACCOUNT)


def too_many(seconds: float) -> TooManyAttempts:
    """The error for an attempt that isn't checked, and for a wrong password while most aren't checked."""
    hint = f"Try again in {duration(seconds)}."
    return TooManyAttempts("Too many people are trying to sign in right now.", hint=hint, retry_after=seconds)
