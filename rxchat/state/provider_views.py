"""Provider views: providers as the settings page draws them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from rxchat.domain.endpoints import PREFIX
from rxchat.domain.providers import Availability, ProviderStatus
from rxchat.providers.base import BaseProvider
from rxchat.providers.custom_endpoint import CustomEndpoint

SET_UP: Final = "Connected"
TO_SET_UP: Final = "Available"


_IDLE: Final = (Availability.NOT_CONFIGURED, Availability.DISABLED, Availability.UNTESTED)


@dataclass(frozen=True)
class ProviderView:
    """`light` is green, yellow or red; `status` explains it. `is_idle` if it isn't in use and nothing is wrong.

    `key_source` is `stored`, `environment` or empty.
    `heading` is set on the first card of a section. Times are RFC 3339; `last_error` is empty if `status` says it already.
    """

    name: str
    label: str
    icon: str
    section: str
    heading: str
    light: str
    is_idle: bool
    status: str
    facts: str
    last_success_at: str
    last_error: str
    last_error_at: str
    is_enabled: bool
    takes_key: bool
    needs_key: bool
    lacks_address: bool
    is_own: bool
    key_hint: str
    key_source: str
    key_url: str
    base_url: str
    usual_url: str
    wait_seconds: str
    usual_wait: str
    lacks_list: bool
    typed_models: list[str]
    is_broken: bool


def provider_view(status: ProviderStatus, provider: type[BaseProvider] | None, *, is_shadowed: bool = False) -> ProviderView:
    """`provider` is None for a broken one; `is_shadowed` marks a custom endpoint."""
    return ProviderView(
        name=status.name,
        label=status.label,
        icon=status.icon,
        section=_section(status, provider),
        heading="",
        light=status.color.value,
        is_idle=status.state in _IDLE,
        status=_words(status, provider),
        facts=" · ".join(_facts(status, provider)),
        last_success_at=_text(status.last_success_at),
        last_error=_past_error(status),
        last_error_at=_text(status.last_failure_at) if status.is_configured else "",
        is_enabled=status.is_enabled,
        takes_key=provider is not None and provider.is_remote(),
        needs_key=status.needs_key,
        lacks_address=not status.needs_key and not status.is_configured and status.key_source is None,
        is_own=is_shadowed or (provider is not None and issubclass(provider, CustomEndpoint)),
        key_hint=status.key_hint or "",
        key_source=status.key_source or "",
        key_url=(provider.key_url if provider else None) or "",
        base_url=status.base_url or "",
        usual_url=provider.default_base_url if provider else "",
        wait_seconds=str(status.wait_seconds or ""),
        usual_wait=f"{provider.usual_wait:.0f}" if provider else "",
        lacks_list=status.lacks_list,
        typed_models=list(status.typed_models),
        is_broken=provider is None,
    )


def in_order(views: Sequence[ProviderView], before: Sequence[ProviderView] = ()) -> list[ProviderView]:
    """Configured providers first, in sections.

    Cards that are on the page keep their position, whatever their status.
    """
    positions = {view.name: position for position, view in enumerate(before)}
    sections = {view.name: view.section for view in before}
    updated = [replace(view, section=sections.get(view.name, view.section)) for view in views]

    def rank(view: ProviderView) -> tuple[object, ...]:
        usual = (view.is_broken, not view.needs_key, view.label.casefold())
        return (view.section == TO_SET_UP, positions.get(view.name, len(positions)), *usual)

    ordered = sorted(updated, key=rank)
    firsts = {view.section: view.name for view in reversed(ordered)}
    return [replace(view, heading=view.section if firsts[view.section] == view.name else "") for view in ordered]


def _section(status: ProviderStatus, provider: type[BaseProvider] | None) -> str:
    is_begun = status.key_source is not None or status.name.startswith(PREFIX) or provider is None
    return SET_UP if status.is_configured or is_begun else TO_SET_UP


def _words(status: ProviderStatus, provider: type[BaseProvider] | None) -> str:
    """The status text on a card that shows the provider's fields."""
    if status.state is not Availability.NOT_CONFIGURED or status.key_source is not None or provider is None:
        return status.message
    if status.needs_key:
        return "Not connected"
    return "Not connected" if _awaits_address(status, provider) else status.message


def _awaits_address(status: ProviderStatus, provider: type[BaseProvider]) -> bool:
    """Whether it is a local server whose address isn't configured."""
    return bool(getattr(provider, "needs_address", False)) and status.base_url is None


def _past_error(status: ProviderStatus) -> str:
    """The last error, unless it is the current status."""
    failure = status.last_failure
    return "" if failure is None or status.state is Availability.ERROR else failure.message


def _facts(status: ProviderStatus, provider: type[BaseProvider] | None) -> list[str]:
    facts: list[str] = []
    if status.model_count:
        facts.append(f"{status.model_count} models" if status.model_count > 1 else "1 model")
    if status.latency_ms:  # 0 for a list that needs no request
        facts.append(f"{status.latency_ms} ms")
    if provider is None or status.is_configured or status.key_source is not None:
        return facts
    variable = provider.env_base_url if _awaits_address(status, provider) else provider.env_key if status.needs_key else None
    if variable:
        facts.append(f"Or set {variable} and restart rxchat")
    return facts


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")
