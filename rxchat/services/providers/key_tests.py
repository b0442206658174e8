"""Key tests: ask the vendor whether a key works."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, NamedTuple

from rxchat.domain.error_base import Blame
from rxchat.domain.errors import Failure, ProviderError
from rxchat.domain.key_text import checked_key
from rxchat.domain.providers import KeyState, KeyTest
from rxchat.providers.base import BaseProvider
from rxchat.providers.factory import ProviderFactory
from rxchat.security.redaction import remember_secret
from rxchat.services.events import EventBus, ProvidersChanged
from rxchat.services.failures import public_failure, redacted_failure, unanswered, unexpected, unlisted
from rxchat.services.health.health_tracker import HealthTracker

log = logging.getLogger(__name__)

TEST_SECONDS = 10.0

_STATES: Final = {Blame.KEY: KeyState.INVALID, Blame.QUOTA: KeyState.NO_QUOTA}


class KeyTestService:
    def __init__(
        self,
        factory: ProviderFactory,
        health: HealthTracker,
        clock: Callable[[], float] = time.monotonic,
        *,
        events: EventBus | None = None,
    ) -> None:
        self._factory = factory
        self._health = health
        self._clock = clock
        self._events = events or EventBus()

    async def test(self, name: str, key: str | None = None) -> KeyTest:
        """Ask the vendor something that needs the key and costs nothing, for at most 10 s.

        `key` is tried instead of the provider's own and kept nowhere; a blank one is a missing one. Raises UnknownProvider, or
        InvalidRequest where the key can't be one.
        """
        own = self._factory.create(name)
        if key is None:
            result = await self._ask(own, self._health)
            self._events.publish(ProvidersChanged(name))
            return result
        key = checked_key(key) if key.strip() else ""
        remember_secret(key)
        other = type(own)(replace(own.connection, api_key=key, is_key_lost=False))
        try:
            return await self._ask(other, None)
        finally:
            await other.aclose()

    async def _ask(self, provider: BaseProvider, health: HealthTracker | None) -> KeyTest:
        missing = provider.unavailable()
        if missing is not None:
            return KeyTest(state=KeyState.MISSING, message=f"{missing.message} {missing.hint}".strip())
        started_at = self._clock()
        found = await _count_models(provider)
        took = round((self._clock() - started_at) * 1000)
        if isinstance(found, _Failed):
            if health is not None:
                health.failed_to_list(provider.name, found.public)
            state = _STATES.get(found.own.kind.blame, KeyState.UNREACHABLE)
            return KeyTest(state=state, message=f"{found.own.message} {found.own.hint}".strip(), latency_ms=took)
        if health is not None:
            health.worked(provider.name, took)
        message = (
            f"Connected to {provider.label}. The API key works." if provider.needs_key else f"Connected to {provider.label}."
        )
        if found == 0:
            message += " Its model list is empty. Add a model there, or add one below by its ID."
        return KeyTest(state=KeyState.VALID, message=message, latency_ms=took, model_count=found)


class _Failed(NamedTuple):
    """Why the test failed: `own` for the user who runs it, `public` for everyone else."""

    own: Failure
    public: Failure


async def _count_models(provider: BaseProvider) -> int | _Failed:
    try:
        async with asyncio.timeout(TEST_SECONDS):
            return len(await provider.get_models())
    except TimeoutError:
        failure = unanswered(provider, TEST_SECONDS)
    except ProviderError as exc:
        error = unlisted(provider, exc)
        return _Failed(redacted_failure(error), public_failure(provider, error))
    except Exception:
        log.exception("A provider's test failed in a way it should not.", extra={"provider": provider.name})
        failure = unexpected(provider)
    return _Failed(failure, failure)
