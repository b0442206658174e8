"""How each provider has been doing, by its real traffic: answers, model lists, tests of the key."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from rxchat.domain.error_base import Blame
from rxchat.domain.errors import Failure, NoModelList
from rxchat.domain.health import Health


def _now() -> datetime:
    return datetime.now(UTC)


class HealthService:
    """The one place that calls report their end to. `known` is where it begins; `note` hears of each provider that has changed.

    `turned` is called only when its status color may change: it starts to work, starts to fail, or fails in another way.
    """

    def __init__(
        self,
        now: Callable[[], datetime] = _now,
        *,
        known: Mapping[str, Health] | None = None,
        note: Callable[[str], None] = lambda _: None,
        turned: Callable[[], None] = lambda: None,
    ) -> None:
        self._now = now
        self._known = dict(known or {})
        self._note = note
        self._turned = turned

    def of(self, provider: str) -> Health:
        return self._known.get(provider, Health())

    def worked(self, provider: str, latency_ms: int | None = None) -> None:
        """A call worked; `latency_ms` is how long the vendor took for its first word, or for a list."""
        health = self.of(provider)
        latency = health.latency_ms if latency_ms is None else latency_ms
        self._set(provider, replace(health, failure=None, last_success_at=self._now(), latency_ms=latency))

    def failed(self, provider: str, failure: Failure) -> None:
        """A call failed. What only this request had wrong is no mark against the provider."""
        if failure.kind.blame is not Blame.REQUEST:
            self.failed_to_list(provider, failure)

    def failed_to_list(self, provider: str, failure: Failure) -> None:
        """It did not say its models, which everybody asks for alike: whatever the fault, it is not the request's."""
        self._set(provider, replace(self.of(provider), failure=failure, last_failure=failure, last_failure_at=self._now()))

    def needs_no_list(self, provider: str) -> None:
        """It has no list of models, and a person has named some: that is no fault of it. What a call found still stands."""
        health = self.of(provider)
        if health.failure is not None and health.failure.kind is NoModelList:
            self._set(provider, replace(health, failure=None))

    def forget(self, provider: str) -> None:
        """Its key or address has changed: what was known is of another connection."""
        self._set(provider, Health())

    def learn(self, known: Mapping[str, Health]) -> None:
        """What another process has found out meanwhile, where it is newer."""
        newer = {provider: health for provider, health in known.items() if _last(health) > _last(self.of(provider))}
        self._known |= newer
        if newer:
            self._turned()

    def _set(self, provider: str, health: Health) -> None:
        before, self._known[provider] = self.of(provider), health
        self._note(provider)
        if _shown(before) != _shown(health):
            self._turned()


def _shown(health: Health) -> tuple[str | None, bool]:
    return health.failure and health.failure.code, health.last_success_at is not None


def _last(health: Health) -> datetime:
    """When anything was heard of it last."""
    moments = [moment for moment in (health.last_success_at, health.last_failure_at) if moment is not None]
    return max(moments, default=datetime.min.replace(tzinfo=UTC))
