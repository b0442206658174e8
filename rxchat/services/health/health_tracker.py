"""Health tracker: each provider's health, from real traffic: answers, model lists, key tests."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from rxchat.domain.error_base import Blame
from rxchat.domain.errors import Failure, NoModelList
from rxchat.domain.health import Health
from rxchat.services.events import EventBus, HealthReported, ProvidersChanged
from rxchat.services.health.call_counts import CallCounts


def _now() -> datetime:
    return datetime.now(UTC)


class HealthTracker:
    """Receives the outcome of every call. `known` are the initial records.

    Each outcome is published as `HealthReported`, and as `ProvidersChanged` only when the status color may change: the provider
    starts to work, starts to fail, or fails in another way. `counts` are of the answers alone.
    """

    def __init__(
        self,
        now: Callable[[], datetime] = _now,
        *,
        known: Mapping[str, Health] | None = None,
        events: EventBus | None = None,
    ) -> None:
        self.counts = CallCounts()
        self._now = now
        self._records = dict(known or {})
        self._events = events or EventBus()

    def of(self, provider: str) -> Health:
        return self._records.get(provider, Health())

    def worked(self, provider: str, latency_ms: int | None = None) -> None:
        """A call succeeded; `latency_ms` is the time to the first token, or to a list of models."""
        health = self.of(provider)
        latency = health.latency_ms if latency_ms is None else latency_ms
        self._set(provider, replace(health, failure=None, last_success_at=self._now(), latency_ms=latency))

    def failed(self, provider: str, failure: Failure) -> None:
        """A call failed. An error of the request itself doesn't count against the provider."""
        if failure.kind.blame is not Blame.REQUEST:
            self.failed_to_list(provider, failure)

    def failed_to_list(self, provider: str, failure: Failure) -> None:
        """Listing models failed: that request is the same for all users, so the error always counts."""
        self._set(provider, replace(self.of(provider), failure=failure, last_failure=failure, last_failure_at=self._now()))

    def needs_no_list(self, provider: str) -> None:
        """The server has no list, and a user has added models: that isn't a failure. Other failures stay."""
        health = self.of(provider)
        if health.failure is not None and health.failure.kind is NoModelList:
            self._set(provider, replace(health, failure=None))

    def forget(self, provider: str) -> None:
        """Reset after a change of key or address."""
        self._set(provider, Health())

    def learn(self, known: Mapping[str, Health]) -> None:
        """Take over newer records of another process."""
        newer = {provider: health for provider, health in known.items() if _last(health) > _last(self.of(provider))}
        self._records |= newer
        for provider in newer:
            self._events.publish(ProvidersChanged(provider))

    def _set(self, provider: str, health: Health) -> None:
        before, self._records[provider] = self.of(provider), health
        self._events.publish(HealthReported(provider))
        if _shown(before) != _shown(health):
            self._events.publish(ProvidersChanged(provider))


def _shown(health: Health) -> tuple[str | None, bool]:
    return health.failure and health.failure.code, health.last_success_at is not None


def _last(health: Health) -> datetime:
    """The time of the last success or failure."""
    moments = [moment for moment in (health.last_success_at, health.last_failure_at) if moment is not None]
    return max(moments, default=datetime.min.replace(tzinfo=UTC))
