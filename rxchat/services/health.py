"""How each provider has been doing, by its real traffic: answers, model lists, tests of the key."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rxchat.domain.errors import ContentBlocked, ContextTooLong, Failure, InvalidRequest, ModelNotFound, NotFound, RequestRejected

# Faults of what was asked. The vendor that told them was reached, and took the key.
_OF_THE_REQUEST = frozenset(
    kind.code for kind in (ContentBlocked, ContextTooLong, InvalidRequest, ModelNotFound, NotFound, RequestRejected)
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """What is known of a provider's calls. `failure` is set when the last one failed; `last_failure` is kept when one works."""

    failure: Failure | None = None
    last_failure: Failure | None = None
    last_failure_at: datetime | None = None
    last_success_at: datetime | None = None
    latency_ms: int | None = None


class HealthService:
    """The one place that calls report their end to. Held in memory."""

    def __init__(self, now: Callable[[], datetime] = _now) -> None:
        self._now = now
        self._known: dict[str, Health] = {}

    def of(self, provider: str) -> Health:
        return self._known.get(provider, Health())

    def worked(self, provider: str, latency_ms: int | None = None) -> None:
        """A call worked; `latency_ms` is how long the vendor took for its first word, or for a list."""
        health = self.of(provider)
        latency = health.latency_ms if latency_ms is None else latency_ms
        self._known[provider] = replace(health, failure=None, last_success_at=self._now(), latency_ms=latency)

    def failed(self, provider: str, failure: Failure) -> None:
        """A call failed. What only this request had wrong is no mark against the provider."""
        if failure.code not in _OF_THE_REQUEST:
            self._known[provider] = replace(self.of(provider), failure=failure, last_failure=failure, last_failure_at=self._now())

    def forget(self, provider: str) -> None:
        """Its key or address has changed: what was known is of another connection."""
        self._known.pop(provider, None)
