"""Failure causes: why a vendor can't be reached, from the exceptions of the network libraries."""

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpcore

from rxchat.domain.errors import ConnectionFailed, ConnectionLost, InsecureConnection, InvalidResponse, ProviderError
from rxchat.providers.transport.proxies import ProxyFailed

_EXPIRED: Final = 10  # OpenSSL's codes for certificate errors
_NOT_YET: Final = 9
_OTHER_NAME: Final = (62, 64)
_NO_TLS: Final = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "UNKNOWN_PROTOCOL")
_WANTS_TLS: Final = re.compile(
    r"HTTP request.{0,40}HTTPS|HTTPS port|requires? (?:HTTPS|TLS|SSL)|use (?:https|the https scheme)", re.IGNORECASE
)
_TLS_RECORD: Final = re.compile(r"\\x1[56]\\x03")
"""The first bytes of an answer in TLS, as the library quotes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """`reason` is a sentence, empty where there is none; `hint` is empty where the usual one fits.

    `is_untrusted` when nobody who is trusted has signed the server's certificate: what to do then is known to the provider.
    """

    kind: type[ProviderError]
    reason: str
    hint: str = ""
    is_untrusted: bool = False


def cause_of(exc: BaseException, url: str) -> Cause:
    """Returns why no connection to `url` was made."""
    chain = list(_chain(exc))
    parts = urlsplit(url)
    host = parts.hostname or ""
    for one in chain:
        match one:
            case ProxyFailed():
                return Cause(kind=ConnectionFailed, reason=one.reason, hint=one.hint)
            case ssl.SSLCertVerificationError():
                return _certificate(one, host)
            case ssl.SSLError() if one.reason in _NO_TLS or "EOF" in str(one):
                hint = f"If the server has no HTTPS, use http:// in the base URL: {url.replace('https://', 'http://', 1)}"
                return Cause(kind=InsecureConnection, reason="The server doesn't support HTTPS.", hint=hint)
            case ssl.SSLError():
                failure = (one.reason or "TLS failed").replace("_", " ").lower()
                return Cause(kind=InsecureConnection, reason=f"The secure connection failed ({failure}).")
            case _ if _TLS_RECORD.search(str(one)):
                return wants_https(url)
            case socket.gaierror():
                hint = "Check the spelling of the base URL, and this computer's network and DNS."
                return Cause(kind=ConnectionFailed, reason=f"The host {host} wasn't found.", hint=hint)
            case ConnectionRefusedError():
                hint = "Start the server, or fix the base URL."
                return Cause(kind=ConnectionFailed, reason="The connection was refused.", hint=hint)
            case httpcore.RemoteProtocolError() | httpcore.ReadError() | httpcore.WriteError():
                secure = " If the server has HTTPS, use https:// in the base URL." if parts.scheme == "http" else ""
                hint = f"{ConnectionLost.default_hint}{secure}"
                return Cause(kind=ConnectionLost, reason="The server closed the connection before it responded.", hint=hint)
            case _:
                continue
    return Cause(kind=ConnectionFailed, reason="", hint=f"{ConnectionFailed.default_hint}")


def timeout_hint(url: str) -> str:
    """Returns the hint for a connection that took too long."""
    secure = " If the server has no HTTPS, use http:// in the base URL." if url.startswith("https://") else ""
    return f"{ConnectionFailed.default_hint}{secure}"


def wants_https(url: str) -> Cause:
    """Returns the cause of a plain request to a server that requires TLS."""
    secure = url.replace("http://", "https://", 1)
    return Cause(kind=InvalidResponse, reason="The server requires HTTPS.", hint=f"Use https:// in the base URL: {secure}")


def asks_for_https(body: object) -> bool:
    """Returns whether a rejection is about missing TLS, in the words of nginx, Go or Caddy."""
    return isinstance(body, str) and _WANTS_TLS.search(body[:2000]) is not None


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> Cause:
    code = error.verify_code
    if code == _EXPIRED:
        reason, hint = "The server's certificate has expired.", "Renew it on the server, and check this computer's clock."
    elif code == _NOT_YET:
        reason, hint = "The server's certificate isn't valid yet.", "Check the clocks of the server and of this computer."
    elif code in _OTHER_NAME:
        reason, hint = f"The server's certificate isn't for {host}.", "In the base URL, use the name in the certificate."
    else:
        reason = f"The server's certificate isn't trusted: {error.verify_message}."
        return Cause(kind=InsecureConnection, reason=reason, is_untrusted=True)
    return Cause(kind=InsecureConnection, reason=reason, hint=hint)


def _chain(exc: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [exc]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [*getattr(one, "exceptions", ()), one.__context__, one.__cause__]
