"""A provider's address, before anything is asked of it."""

import asyncio
from contextlib import suppress
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from rxchat.domain.connections import Network
from rxchat.domain.errors import InvalidRequest
from rxchat.providers._outbound import ForbiddenAddress, PrivateAddress, resolve

_PORTS: Final = {"http": 80, "https": 443}
_LOOKUP_SECONDS: Final = 2.0


def origin_of(url: str) -> str:
    """Scheme, host and port, as `https://api.example.org`; a text that is no address is taken as it is."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    if parts.scheme not in _PORTS or not parts.hostname:
        return url.strip()
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, _PORTS[parts.scheme]) else "")


def is_on_this_computer(url: str) -> bool:
    """Whether an address names this computer itself."""
    try:
        host = urlsplit(url.strip()).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def checked_base_url(url: str, private: tuple[Network, ...] | None) -> str:
    """The address without the blanks around it. Raises InvalidRequest where a vendor can't or may not be.

    `private` is as in `Connection.private_networks`. A name that is not known now passes: it is judged again at each call.
    """
    text = url.strip()
    host, port = _place_in(text)
    try:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_LOOKUP_SECONDS):
                await resolve(host, port, private)
    except PrivateAddress as exc:
        hint = "Whoever runs this rxchat can allow the network: RXCHAT_PRIVATE_ADDRESSES."
        raise InvalidRequest("The base URL leads to a private address.", hint=hint) from exc
    except ForbiddenAddress as exc:
        raise InvalidRequest("The base URL leads to an address where no vendor is.", hint="Correct it.") from exc
    return text


def _place_in(text: str) -> tuple[str, int]:
    """The host and the port of a plain address."""
    hint = "Give it as https://api.example.org/v1, with nothing but host, port and path."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as exc:
        raise InvalidRequest("The base URL is not an address.", hint=hint) from exc
    is_plain = text.isascii() and text.isprintable() and " " not in text and not ({"?", "#", "@", "\\"} & set(text))
    if not is_plain or parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise InvalidRequest("The base URL is not a plain http:// or https:// address.", hint=hint)
    return parts.hostname, port or _PORTS[parts.scheme]
