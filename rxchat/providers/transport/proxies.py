"""Proxies: which of the environment's a connection takes, by the rules that curl and Python's libraries share."""

from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

import httpcore

from rxchat.config import vendor_variable

VARIABLES: Final = {"https": ("HTTPS_PROXY", "ALL_PROXY"), "http": ("HTTP_PROXY", "ALL_PROXY")}
_EXCEPTIONS: Final = "NO_PROXY"
_PORTS: Final = {"http": 80, "https": 443}


class ProxyFailed(httpcore.ConnectError):
    """A proxy did not lead to the vendor. `reason` is a sentence, `hint` says what to do."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """`variable` names it; `user` and `password` are empty where it asks for none."""

    variable: str
    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """What errors may say of it."""
        return f"{self.host}:{self.port} ({self.variable})"


def proxy_for(scheme: str, host: str, port: int) -> Proxy | None:
    """The proxy to a server; None where it is connected to directly. Raises ProxyFailed for a setting that can't be used."""
    if _is_here(host) or _is_excepted(host.lower().rstrip("."), port):
        return None
    for name in VARIABLES.get(scheme, ()):
        for variable in (name.lower(), name):
            value = vendor_variable(variable)
            if value is not None:
                return _parsed(variable, value)
    return None


def unusable_proxies() -> dict[str, str]:
    """What is wrong with the environment's proxies, by variable."""
    found: dict[str, str] = {}
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
        for variable in (name.lower(), name):
            value = vendor_variable(variable)
            try:
                if value is not None:
                    _parsed(variable, value)
            except ProxyFailed as exc:
                found[variable] = f"{exc.reason} {exc.hint}"
    return found


def _parsed(variable: str, value: str) -> Proxy:
    """A proxy may be written without its scheme. A wrong value isn't repeated: it may contain a password."""
    hint = f"Set {variable} to http://host:port and restart rxchat."
    try:
        parts: SplitResult = urlsplit(value if "://" in value else f"http://{value}")
        port = parts.port
    except ValueError as exc:
        raise ProxyFailed(f"{variable} isn't the address of a proxy.", hint) from exc
    if parts.scheme not in _PORTS:
        scheme = parts.scheme if parts.scheme.isalnum() else "another protocol"
        raise ProxyFailed(f"{variable} names a proxy for {scheme}, which rxchat can't use.", hint)
    if not parts.hostname or not parts.hostname.isascii():
        raise ProxyFailed(f"{variable} isn't the address of a proxy.", hint)
    return Proxy(
        variable=variable,
        scheme=parts.scheme,
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _is_excepted(host: str, port: int) -> bool:
    """Whether NO_PROXY names a host: by its name or one that it ends in, with or without a port, or by its network."""
    entries = vendor_variable(_EXCEPTIONS.lower()) or vendor_variable(_EXCEPTIONS) or ""
    return any(_covers(entry.strip().lower(), host, port) for entry in entries.split(","))


def _covers(entry: str, host: str, port: int) -> bool:
    if entry == "*":
        return True
    try:
        return ip_address(host) in ip_network(entry.strip("[]"), strict=False)
    except ValueError:  # one of both is a name
        name, colon, its_port = entry.rpartition(":")
        if colon and its_port.isdigit():
            entry = name.strip("[]")
            if int(its_port) != port:
                return False
    name = entry.removeprefix("*").lstrip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))
