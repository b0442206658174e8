"""Base URLs: repairs what people paste, and checks it before the first request."""

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

import httpx

from rxchat.domain.errors import InvalidRequest
from rxchat.domain.key_text import bare
from rxchat.domain.provider_connection import Network
from rxchat.providers.transport.address_policy import ForbiddenAddress, PrivateAddress, resolve

_PORTS: Final = {"http": 80, "https": 443}
_LOOKUP_SECONDS: Final = 2.0
_VERSION: Final = re.compile(r"v\d+\w*")
_NUMBERS: Final = re.compile(r"\d+(?:\.\d+){3}")


def origin_of(url: str) -> str:
    """Returns scheme, host and port, as `https://api.example.org`. A text that isn't a URL is returned as it is."""
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
    """Returns whether a URL points to this computer."""
    try:
        host = urlsplit(url.strip()).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def repaired(url: str, usual: str = "", paths: Iterable[str] = ()) -> str:
    """Returns the base URL in a pasted text. A text that isn't a URL is returned as it is.

    `usual` is the provider's default base URL, `paths` are the request paths that follow a base URL. A request path is cut off, a
    doubled version (`/v1/v1`) is made one, a listen address becomes one to connect to, and on the vendor's own host the default
    path is used.
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
        segments = "/".join((usual_path, *paths)).split("/")
        path = usual_path if set(path.split("/")) <= set(segments) else path
    here = _connectable(host)
    netloc = parts.netloc if here == host else here + ("" if port is None else f":{port}")
    return urlunsplit(SplitResult(parts.scheme, netloc, path, "", ""))


async def checked_base_url(url: str, private: tuple[Network, ...] | None, usual: str = "", paths: Iterable[str] = ()) -> str:
    """Returns the repaired base URL. Raises InvalidRequest where it is invalid or not allowed.

    `private` is as in `Connection.private_networks`. A host that doesn't resolve now passes: each call checks it again.
    """
    _host_and_port(bare(url, "\"'`<>,;"))
    text = repaired(url, usual, paths)
    host, port = _host_and_port(text)
    try:
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(_LOOKUP_SECONDS):
                await resolve(host, port, private)
    except PrivateAddress as exc:
        hint = "Your administrator can allow it with RXCHAT_PRIVATE_ADDRESSES."
        raise InvalidRequest("That base URL points to a private network, which isn't allowed here.", hint=hint) from exc
    except ForbiddenAddress as exc:
        raise InvalidRequest("That base URL points to an address that isn't allowed.", hint="Check the base URL.") from exc
    return text


def _without_request(path: str, paths: Iterable[str]) -> str:
    """Returns the path of a base URL without the request path at its end."""
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
    """Returns the host to connect to. 0.0.0.0 and [::], which servers listen on, become this computer."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not address.is_unspecified:
        return host
    return "127.0.0.1" if address.version == 4 else "[::1]"


def _host_and_port(text: str) -> tuple[str, int]:
    """Returns the host and the port of a URL. Raises InvalidRequest."""
    hint = "Enter it like this: https://api.example.org/v1."
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as exc:
        raise InvalidRequest("The base URL isn't a valid URL.", hint=hint) from exc
    is_plain = text.isascii() and text.isprintable() and " " not in text and not ({"?", "#", "@", "\\"} & set(text))
    if not is_plain or parts.scheme not in _PORTS or not parts.hostname or port == 0:
        raise InvalidRequest("The base URL must start with http:// or https:// and contain only host, port and path.", hint=hint)
    if _NUMBERS.fullmatch(parts.hostname) and any(int(number) > 255 for number in parts.hostname.split(".")):
        raise InvalidRequest(f"{parts.hostname} isn't a valid IP address.", hint="Each number can be at most 255.")
    return parts.hostname, port or _PORTS[parts.scheme]


def is_plain_address(url: str) -> bool:
    """Whether a URL has host, port and path only: what httpx would refuse otherwise in its own words, or with the key in them."""
    try:
        parts = httpx.URL(url)
        is_named = bool(parts.host)
    except (httpx.InvalidURL, UnicodeError):  # the second where a name in it is no name
        return False
    return parts.scheme in ("http", "https") and is_named and not (parts.userinfo or parts.query or parts.fragment)
