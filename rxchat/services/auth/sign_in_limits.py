"""Sign-in limits: slow down password guessing by account and network together, by network, and by account.

Nobody is locked out for good.

Names and addresses are kept as hashes of one size, with a key of this process, and only so many of them.
"""

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import Final, TypeVar

from rxchat.domain.errors import TooManyAttempts
from rxchat.security.client_networks import network_of

FREE: Final = 5
"""Wrong passwords for one account from one network. The next try waits until the oldest of them is 15 minutes old."""
FREE_PER_NETWORK: Final = 30
FREE_PER_ACCOUNT: Final = 20
"""Wrong passwords from everywhere. Beyond that, attempts are serialized: an attacker must not lock the account."""
WINDOW_SECONDS: Final = 15 * 60.0
SPACING_SECONDS: Final = 1.0
LONGEST_WAIT: Final = 8.0
MOST_KEYS: Final = 10_000

_KEY: Final = secrets.token_bytes(16)
Value = TypeVar("Value")


class Attempt:
    """What one try counts under, and how things stood when it came. `is_first`: nothing has failed for this account from here."""

    __slots__ = ("account", "crowded", "is_first", "network", "pair")

    def __init__(self, email: str, address: str) -> None:
        name, network = email.strip().lower(), network_of(address)
        self.account = hashed(f"account {name}")
        self.network = hashed(f"network {network}")
        self.pair = hashed(f"{name} from {network}")
        self.is_first = True
        self.crowded: tuple[str, ...] = ()

    @property
    def is_from_a_crowd(self) -> bool:
        """Whether so much has failed from its network, for whichever account, that it is likelier a guess than a slip."""
        return self.network in self.crowded


def hashed(text: str) -> str:
    """The same for the same text as long as the program runs, and nothing to find the text by afterwards."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), key=_KEY, digest_size=8).hexdigest()


class Throttle:
    """Counts what failed in the last 15 minutes. Of more keys than `MOST_KEYS` those go that have not failed for longest."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, deque[float]] = {}
        self._next: dict[str, float] = {}
        self._welcome: dict[str, None] = {}

    def enter(self, attempt: Attempt) -> None:
        """Note how things stand, and count the try as failed before it is known: those that come side by side count, too.

        Raises TooManyAttempts while this account has to wait, as far as this network is concerned.
        """
        failures = self._recent(attempt.pair)
        if len(failures) >= FREE:
            seconds = failures[-FREE] + WINDOW_SECONDS - self._clock()
            minutes = max(1, round(seconds / 60))
            hint = f"Try again in {minutes} minute{'s' if minutes > 1 else ''}."
            raise TooManyAttempts("There were too many wrong passwords in a row.", hint=hint, retry_after=seconds)
        attempt.is_first = not failures
        attempt.crowded = tuple(key for key, most in _limits(attempt) if len(self._recent(key)) >= most)
        for key, most in ((attempt.pair, FREE), *_limits(attempt)):
            _keep(self._failures, key, self._failures.get(key) or deque(maxlen=2 * most))  # so that one taken back is none less
            self._failures[key].append(self._clock())

    def wait(self, attempt: Attempt) -> float:
        """Seconds until it is this try's turn, where many have failed. Raises TooManyAttempts when others fill the next turns.

        An account that has been signed in to from this network does not wait for those who guess.
        """
        if attempt.pair in self._welcome:
            return 0.0
        now = self._clock()
        turn = max([now, *(self._next.get(key, now) for key in attempt.crowded)])
        if turn - now > LONGEST_WAIT:
            raise too_many(LONGEST_WAIT)
        for key in attempt.crowded:
            _keep(self._next, key, turn + SPACING_SECONDS)
        return turn - now

    def succeeded(self, attempt: Attempt) -> None:
        """Forget what the pair got wrong, and of the others the one that was counted before it was known."""
        self._failures.pop(attempt.pair, None)
        self._take_back(attempt.account, attempt.network)
        _keep(self._welcome, attempt.pair, None)

    def take_back(self, attempt: Attempt) -> None:
        """Its password was not looked at: it counts for the network that sends so many, and not against the account."""
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
    hint = f"Try again in {round(seconds)} seconds."
    return TooManyAttempts("Too many people are trying to sign in right now.", hint=hint, retry_after=seconds)


def _keep(kept: dict[str, Value], key: str, value: Value) -> None:
    """As the newest; the oldest goes where there are too many."""
    kept.pop(key, None)
    kept[key] = value
    if len(kept) > MOST_KEYS:
        del kept[next(iter(kept))]
