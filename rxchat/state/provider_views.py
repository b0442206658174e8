"""Provider views: providers as the settings page draws them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from rxchat.domain.endpoints import PREFIX
from rxchat.domain.providers import Availability, ProviderStatus, StatusColor
from rxchat.providers.base import BaseProvider
from rxchat.providers.custom_endpoint import CustomEndpoint
from rxchat.providers.transport.base_url import is_on_this_computer

_HOUR: Final = 3600
_IDLE: Final = (Availability.NOT_CONFIGURED, Availability.DISABLED, Availability.UNTESTED)


@dataclass(frozen=True)
class ProviderView:
    """`light` is green, yellow or red; `status` explains it. `is_idle` if it isn't in use and nothing is wrong.

    `is_listed` if it is connected, or should be; the others are offered in the dialog that adds one. `about` says in a line what
    it offers. `key_source` is `stored`, `environment` or empty. Times are RFC 3339; `last_error` is empty if `status` says it
    already. `cache_hour` is `on` or `off` where its vendor can keep prompts for an hour, else empty.
    """

    name: str
    label: str
    company: str
    about: str
    icon: str
    is_listed: bool
    is_configured: bool
    light: str
    is_idle: bool
    status: str
    facts: str
    environment_hint: str
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
    cache_hour: str
    usual_wait: str
    has_certificate_authority: bool
    lacks_list: bool
    typed_models: list[str]
    is_broken: bool


def provider_view(status: ProviderStatus, provider: type[BaseProvider] | None, *, is_shadowed: bool = False) -> ProviderView:
    """`provider` is None for a broken one; `is_shadowed` marks a custom endpoint."""
    return ProviderView(
        name=status.name,
        label=status.label,
        company=status.company,
        about=provider.about if provider else "",
        icon=status.icon,
        is_listed=_is_listed(status, provider),
        is_configured=status.is_configured,
        light=status.color.value,
        is_idle=status.state in _IDLE,
        status=_words(status, provider),
        facts=" · ".join(_facts(status)),
        environment_hint=_environment_hint(status, provider),
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
        cache_hour=_cache_hour(status),
        usual_wait=f"{provider.usual_wait:.0f}" if provider else "",
        has_certificate_authority=status.has_certificate_authority,
        lacks_list=status.lacks_list,
        typed_models=list(status.typed_models),
        is_broken=provider is None,
    )


def in_order(views: Sequence[ProviderView], before: Sequence[ProviderView] = (), *, adding: str = "") -> list[ProviderView]:
    """The list first, what failed at its top; then what can be added.

    What the page shows `before` keeps its position, and stays in the list whatever its status. `adding` names the provider in the
    dialog: it isn't listed meanwhile.
    """
    positions = {view.name: position for position, view in enumerate(before)}
    listed = {view.name for view in before if view.is_listed}
    updated = [replace(view, is_listed=view.name in listed or (view.is_listed and view.name != adding)) for view in views]

    def rank(view: ProviderView) -> tuple[object, ...]:
        usual = (view.light != StatusColor.RED, view.is_broken, not view.needs_key, view.label.casefold())
        return (not view.is_listed, positions.get(view.name, len(positions)), *usual)

    return sorted(updated, key=rank)


def _cache_hour(status: ProviderStatus) -> str:
    if _HOUR not in status.cache_lifetimes:
        return ""
    return "on" if status.cache_seconds == _HOUR else "off"


def _is_listed(status: ProviderStatus, provider: type[BaseProvider] | None) -> bool:
    """Also one with a key or an address of the user's that doesn't work. Not a server on this computer that was never seen."""
    if provider is None or status.name.startswith(PREFIX) or status.key_source is not None:
        return True
    if status.needs_key:
        return status.is_configured
    usual_url = "" if getattr(provider, "needs_address", False) else provider.default_base_url
    is_there = status.last_success_at is not None or not is_on_this_computer(provider.default_base_url)
    return status.base_url not in {None, usual_url} or (status.is_configured and is_there)


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


def _facts(status: ProviderStatus) -> list[str]:
    facts: list[str] = []
    if status.model_count:
        facts.append(f"{status.model_count} models" if status.model_count > 1 else "1 model")
    if status.latency_ms:  # 0 for a list that needs no request
        facts.append(f"{status.latency_ms} ms")
    return facts


def _environment_hint(status: ProviderStatus, provider: type[BaseProvider] | None) -> str:
    """What else connects it. Empty where nothing has to."""
    if provider is None or status.is_configured or status.key_source is not None:
        return ""
    variable = provider.env_key if status.needs_key else provider.env_base_url if _awaits_address(status, provider) else None
    return f"Or set {variable} and restart rxchat." if variable else ""


def _text(moment: datetime | None) -> str:
    return "" if moment is None else moment.isoformat(timespec="seconds")
