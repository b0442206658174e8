"""A provider's address, before anything is asked of it."""

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from rxchat.domain.errors import InvalidRequest
from rxchat.domain.key_text import bare
from rxchat.domain.provider_connection import Network
from rxchat.providers.transport.address_policy import ForbiddenAddress, PrivateAddress, resolve

_PORTS: Final = {"http": 80, "https": 443}
_LOOKUP_SECONDS: Final = 2.0
_VERSION: Final = re.compile(r"v\d+\w*")
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+){3}")


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


def repaired(url: str, usual: str = "", paths: Iterable[str] = ()) -> str:
    """The base URL in an address as people paste it. A text that is no address is given back as it is.

    `usual` is the provider's own base URL, and `paths` are what comes after one in requests. The path of a request is cut off, a
    doubled version is made one, an address to listen on becomes one to connect to, and at the vendor's own host the path is the
    vendor's.
    """
    text = bare(url, "\"'`<>,;")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        return text
    if parts.scheme not in _PORTS or not host or parts.query or parts.fragment or parts.username is not None:
        return text
    path = _without_request(re.sub(r"/{2,}", "/", parts.path).rstrip("/"), paths)
    if usual and origin_of(text) == origin_of(usual):
        usual_path = urlsplit(usual).path.rstrip("/")
        known = "/".join((usual_path, *paths)).split("/")
        path = usual_path if set(path.split("/")) <= set(known) else path
    here = _connectable(host)
    netloc = parts.netloc if here == host else here + ("" if port is None else f":{port}")
    return urlunsplit(SplitResult(parts.scheme, netloc, path, "", ""))


async def checked_base_url(url: str, private: tuple[Network, ...] | None, usual: str = "", paths: Iterable[str] = ()) -> str:
    """The base URL as `repaired` gives it. Raises InvalidRequest where a vendor can't or may not be.

    `private` is as in `Connection.private_networks`. A name that is not known now passes: it is judged again at each call.
    """
    _place_in(bare(url, "\"'`<>,;"))
    text = repaired(url, usual, paths)
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


def _without_request(path: str, paths: Iterable[str]) -> str:
    """The path of a base URL, without what a request adds to it."""
    added = sorted({one.rstrip("/") for one in paths} - {""}, key=len, reverse=True)
    while True:
        *before, last = path.split("/")
        is_doubled = before[-1:] == [last] and _VERSION.fullmatch(last) is not None
        shorter = "/".join(before) if is_doubled else path
        end = next((one for one in added if shorter.lower().endswith(one.lower())), "")
        shorter = shorter.removesuffix(shorter[len(shorter) - len(end) :]) if end else shorter
        if shorter == path:
            return path
        path = shorter


def _connectable(host: str) -> str:
    """The host to connect to where a server says that it listens everywhere: 0.0.0.0 and [::] are this computer."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "[::1]"


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
    if _NUMBERS.fullmatch(parts.hostname) and any(int(number) > 255 for number in parts.hostname.split(".")):
        raise InvalidRequest(f"The base URL is not an address: {parts.hostname} can't be one.", hint="Each number ends at 255.")
    return parts.hostname, port or _PORTS[parts.scheme]
