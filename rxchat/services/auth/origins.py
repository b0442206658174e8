"""Allowed origins and hosts, from the settings."""

import ipaddress

from rxchat.config import HTTP_IS_FINE, Settings
from rxchat.domain.errors import StartupFailed
from rxchat.security.policy import Policy, is_loopback_origin, name_of

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")


def policy_of(settings: Settings, *, is_auth_disabled: bool = False) -> Policy:
    """The guard's policy. Raises StartupFailed for settings that would admit strangers or expose passwords."""
    is_team, is_local_only = settings.mode == "team", is_loopback(settings.host)
    if not is_team and not is_local_only:
        raise StartupFailed(
            f"Can't listen on {settings.host} in local mode, where only this computer may reach rxchat.",
            hint="Use --host 127.0.0.1 (the default), or RXCHAT_MODE=team for several people.",
        )
    if is_auth_disabled and (is_team or settings.origins or settings.allowed_hosts):
        raise StartupFailed(
            "--no-auth only works in local mode, where only this computer can reach rxchat.",
            hint="Use it without RXCHAT_MODE=team, RXCHAT_ORIGINS and RXCHAT_ALLOWED_HOSTS.",
        )
    if is_team and settings.token is not None:
        raise StartupFailed("RXCHAT_TOKEN is for local mode.", hint="In team mode each account has its own: rxchat token EMAIL.")
    if not is_local_only and not settings.origins:
        raise StartupFailed(
            "RXCHAT_ORIGINS isn't set, so browsers on other computers couldn't connect.",
            hint="Set it to the address people open, for example https://chat.example.org.",
        )
    _require_own_proxies(settings)
    if is_team and settings.allow_http != HTTP_IS_FINE:
        _require_https(settings.origins)
    own = dict.fromkeys((f"[{settings.host}]" if ":" in settings.host else settings.host, *LOOPBACK_NAMES))
    origins = settings.origins or tuple(f"http://{name}:{settings.port}" for name in own)
    hosts = settings.allowed_hosts or (*LOOPBACK_NAMES, *(name_of(origin.partition("://")[2]) for origin in origins))
    return Policy(
        hosts=frozenset(name.lower() for name in hosts),
        origins=origins,
        base_path=settings.base_path or "",
        is_team=is_team,
        is_auth_disabled=is_auth_disabled,
        metrics_token=settings.metrics_token.get_secret_value() if settings.metrics_token else "",
    )


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _require_https(origins: tuple[str, ...]) -> None:
    for origin in origins:
        if origin.startswith("http://") and not is_loopback_origin(origin):
            raise StartupFailed(
                f"{origin} doesn't use HTTPS, so passwords and chats could be intercepted.",
                hint=f'Put an HTTPS proxy in front of rxchat, or set RXCHAT_ALLOW_HTTP="{HTTP_IS_FINE}".',
            )


def _require_own_proxies(settings: Settings) -> None:
    if settings.trusted_proxies and not settings.origins:
        raise StartupFailed(
            "RXCHAT_TRUSTED_PROXIES is set, but not RXCHAT_ORIGINS, the address behind the proxies.",
            hint="Set it to the address people open, for example https://chat.example.org.",
        )
    if any(network.prefixlen == 0 for network in settings.trusted_proxies):
        raise StartupFailed(
            "RXCHAT_TRUSTED_PROXIES names all addresses, so anyone could pretend to be somebody else.",
            hint="Name the proxies' own addresses, for example 10.0.0.5.",
        )
