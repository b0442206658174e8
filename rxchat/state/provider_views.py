"""A provider as the settings draw it."""

from dataclasses import dataclass

from rxchat.domain.providers import ProviderStatus
from rxchat.providers.base import BaseProvider


@dataclass(frozen=True)
class ProviderView:
    """`light` is green, yellow or red; `status` says the same in words. `key_source` is `stored`, `environment` or empty."""

    name: str
    label: str
    icon: str
    light: str
    status: str
    facts: str
    is_enabled: bool
    takes_key: bool
    needs_key: bool
    key_hint: str
    key_source: str
    key_url: str
    base_url: str
    usual_url: str
    is_broken: bool


def provider_view(status: ProviderStatus, provider: type[BaseProvider] | None) -> ProviderView:
    """`provider` is None for one that cannot be used."""
    return ProviderView(
        name=status.name,
        label=status.label,
        icon=status.icon,
        light=status.light.value,
        status=status.message,
        facts=" · ".join(_facts(status)),
        is_enabled=status.is_enabled,
        takes_key=provider is not None and provider.is_remote(),
        needs_key=status.needs_key,
        key_hint=status.key_hint or "",
        key_source=status.key_source or "",
        key_url=(provider.key_url if provider else None) or "",
        base_url=status.base_url or "",
        usual_url=provider.default_base_url if provider else "",
        is_broken=provider is None,
    )


def _facts(status: ProviderStatus) -> list[str]:
    facts: list[str] = []
    if status.model_count:
        facts.append(f"{status.model_count} models" if status.model_count > 1 else "1 model")
    if status.latency_ms is not None:
        facts.append(f"{status.latency_ms} ms")
    if status.last_success_at is not None:
        facts.append(f"last worked {status.last_success_at:%d %B, %H:%M} UTC")
    return facts
