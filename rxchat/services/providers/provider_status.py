"""Provider status: every provider with its state, health and usage."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rxchat.db.usage.call_repository import CallRepository
from rxchat.domain.errors import (
    ConnectionFailed,
    Failure,
    NoModelList,
    NotConfigured,
    ProviderError,
    UnknownModel,
    UnknownProvider,
)
from rxchat.domain.health import Health
from rxchat.domain.providers import Availability, ProviderStatus, StatusColor
from rxchat.domain.usage import UsageTotal
from rxchat.providers.base import BaseProvider
from rxchat.providers.custom_endpoint import CustomEndpoint
from rxchat.providers.factory import ProviderFactory
from rxchat.providers.transport.base_url import is_on_this_computer
from rxchat.security.redaction import redacted
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.catalog import CatalogService
from rxchat.services.providers.typed_models import TypedModels

log = logging.getLogger(__name__)

USAGE_DAYS = 30

_COLORS = {Availability.OK: StatusColor.GREEN, Availability.ERROR: StatusColor.RED, Availability.BROKEN: StatusColor.RED}


class ProviderStatusService:
    """What the settings and the API show of the providers."""

    def __init__(
        self,
        factory: ProviderFactory,
        catalog: CatalogService,
        health: HealthTracker,
        calls: CallRepository,
        typed: TypedModels,
    ) -> None:
        self._typed = typed
        self._factory = factory
        self._catalog = catalog
        self._health = health
        self._calls = calls

    async def all(self, user_id: int) -> list[ProviderStatus]:
        """All of them, broken ones last, each with its usage of the last 30 days."""
        usage = await self._calls.totals(user_id, datetime.now(UTC) - timedelta(days=USAGE_DAYS))
        registry = self._factory.registry
        counts: dict[str, int] = {}
        for model in self._catalog.models():
            counts[model.provider] = counts.get(model.provider, 0) + 1
        whole = [status for name in registry.names() if (status := self._status_or_none(name, counts, usage)) is not None]
        return [*whole, *(_broken(source, error) for source, error in registry.broken.items())]

    async def of(self, user_id: int, name: str) -> ProviderStatus:
        """Raises UnknownProvider."""
        for status in await self.all(user_id):
            if status.name == name:
                return status
        self._factory.registry.get(name)  # says which there are
        raise UnknownProvider(f'Unknown provider "{name}".')

    def default_of(self, name: str) -> tuple[BaseProvider, str]:
        """A provider and its default model. Raises UnknownProvider, ProviderDisabled, NotConfigured where its models can't be
        known, or UnknownModel where they are not known yet.
        """
        provider = self._factory.enabled(name)
        model = self._catalog.default_of(provider)
        if not model:
            unknown = UnknownModel(f"No models loaded for {provider.label} yet.", hint="Give the model's ID.")
            raise _missing(provider, self._health.of(name)) or unknown
        return provider, model

    def _status_or_none(self, name: str, counts: Mapping[str, int], usage: Mapping[str, UsageTotal]) -> ProviderStatus | None:
        """None for a provider whose own code fails: it is then put with the broken ones."""
        try:
            return self._status(self._factory.create(name), counts, usage)
        except Exception as exc:
            log.exception("The provider cannot be shown.", extra={"provider": name})
            self._factory.registry.reject(name, exc)
            return None

    def _status(self, provider: BaseProvider, counts: Mapping[str, int], usage: Mapping[str, UsageTotal]) -> ProviderStatus:
        name = provider.name
        health = self._health.of(name)
        missing, default = _missing(provider, health), self._catalog.default_of(provider)
        is_enabled = self._factory.registry.is_enabled(name)
        state, message = _state(missing, health, is_enabled=is_enabled, is_empty=not counts.get(name))
        is_mild = state is Availability.ERROR and health.failure is not None and _is_mild(health.failure)
        return ProviderStatus(
            name=name,
            label=provider.label,
            company=provider.company,
            icon=provider.icon,
            state=state,
            color=StatusColor.YELLOW if is_mild else _COLORS.get(state, StatusColor.YELLOW),
            message=message,
            needs_key=provider.needs_key,
            is_configured=missing is None,
            is_enabled=is_enabled,
            is_stale=is_enabled and missing is None and self._catalog.is_stale(name),
            key_hint=provider.connection.key_hint,
            key_source=provider.connection.key_source,
            base_url=provider.connection.base_url,
            wait_seconds=provider.connection.wait_seconds,
            cache_seconds=provider.connection.cache_seconds,
            cache_lifetimes=provider.cache_lifetimes,
            default_model=f"{name}:{default}" if default else None,
            last_success_at=health.last_success_at,
            last_failure=health.last_failure,
            last_failure_at=health.last_failure_at,
            latency_ms=health.latency_ms,
            model_count=counts.get(name, 0),
            is_custom=isinstance(provider, CustomEndpoint),
            has_certificate_authority=isinstance(provider, CustomEndpoint) and provider.certificate_authority is not None,
            lacks_list=self._catalog.has_no_list(name),
            typed_models=self._typed.of(name),
            usage=usage.get(name, UsageTotal()),
        )


def _missing(provider: BaseProvider, health: Health) -> NotConfigured | None:
    return provider.unavailable() or _not_running(provider, health)


def _not_running(provider: BaseProvider, health: Health) -> NotConfigured | None:
    """A server on this computer that is not there is nobody's fault: most people have none."""
    address = provider.connection.base_url or provider.default_base_url
    is_absent = health.failure is not None and health.failure.kind is ConnectionFailed
    if provider.needs_key or not is_absent or not is_on_this_computer(address):
        return None
    return NotConfigured(
        f"{provider.label} isn't running on this computer.",
        provider=provider.name,
        hint=f"Start it at {address}, or change its base URL.",
    )


def _state(missing: NotConfigured | None, health: Health, *, is_enabled: bool, is_empty: bool) -> tuple[Availability, str]:
    if not is_enabled:
        return Availability.DISABLED, "Turned off"
    if missing is not None:
        return Availability.NOT_CONFIGURED, f"{missing.message} {missing.hint}".strip()
    if health.failure is not None:
        return Availability.ERROR, f"{health.failure.message} {health.failure.hint}".strip()
    if health.last_success_at is None:
        return Availability.UNTESTED, "Not tested yet"
    if is_empty:
        return Availability.OK, "Connected, but its model list is empty. Add a model there, or add one here by its ID."
    return Availability.OK, "Connected"


def _is_mild(failure: Failure) -> bool:
    """Whether nobody has to act: it passes, or it's a server without a list, which answers once a model is named."""
    kind = failure.kind
    return issubclass(kind, ProviderError) and (kind.is_transient or kind is NoModelList)


def _broken(source: str, error: str) -> ProviderStatus:
    """`source` is a file, or what an entry point names; a file's folder is left out, as it is the person's own."""
    return ProviderStatus(
        name=Path(source).name,
        label=Path(source).name,
        icon="triangle-alert",
        state=Availability.BROKEN,
        color=StatusColor.RED,
        message=f"{redacted(error)} Fix or remove the file. Other providers aren't affected.",
    )
