"""Sign-in throttle: the limits for wrong passwords, counted over all workers where there are several."""

import hashlib
from weakref import WeakKeyDictionary

from rxchat.db.accounts.sign_in_failure_repository import Recorded, SignInFailureRepository
from rxchat.domain.errors import TooManyAttempts
from rxchat.security.master_key import MasterKey
from rxchat.services.auth.sign_in_limits import Attempt, SignInLimits
from rxchat.services.recent_hits import hashed


class SignInThrottle:
    """`shared` is where workers count together; `key` makes what they count by unreadable. Raises NotSaved where it is asked."""

    def __init__(
        self, limits: SignInLimits | None = None, shared: SignInFailureRepository | None = None, key: MasterKey | None = None
    ) -> None:
        self._limits = limits or SignInLimits()
        self._shared = shared
        self._key = key
        self._recorded = WeakKeyDictionary[Attempt, Recorded]()

    def attempt(self, email: str, address: str) -> Attempt:
        return Attempt(email, address, hashed if self._key is None or self._shared is None else self._digest)

    async def enter(self, attempt: Attempt) -> None:
        """See `SignInLimits.enter`."""
        if self._shared is None:
            self._limits.enter(attempt)
            return
        recorded = await self._shared.add((attempt.pair, attempt.network, attempt.account))
        self._limits.learn(attempt, recorded.ages)
        try:
            self._limits.enter(attempt)
        except TooManyAttempts:
            await self._shared.forget(list(recorded.ids.values()))
            raise
        self._recorded[attempt] = recorded

    def wait(self, attempt: Attempt) -> float:
        """See `SignInLimits.wait`: each worker has turns of its own."""
        return self._limits.wait(attempt)

    async def succeeded(self, attempt: Attempt) -> None:
        """See `SignInLimits.succeeded`."""
        self._limits.succeeded(attempt)
        if self._shared is not None:
            await self._shared.forget_all(attempt.pair)
            await self._forget(attempt, attempt.account, attempt.network)

    async def take_back(self, attempt: Attempt) -> None:
        """See `SignInLimits.take_back`."""
        self._limits.take_back(attempt)
        await self._forget(attempt, attempt.account, attempt.pair)

    async def _forget(self, attempt: Attempt, *keys: str) -> None:
        recorded = self._recorded.get(attempt)
        if self._shared is not None and recorded is not None:
            await self._shared.forget([recorded.ids[key] for key in keys])

    def _digest(self, text: str) -> str:
        secret = b"" if self._key is None else self._key.secret
        return hashlib.blake2b(text.encode("utf-8", "replace"), key=secret, person=b"rxchat sign-in", digest_size=8).hexdigest()
