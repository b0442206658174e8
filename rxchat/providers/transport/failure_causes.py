"""Why a vendor could not be reached, found in what the network's libraries raise: a kind of error, and words for it."""

import re
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

import httpcore

from rxchat.config import unused_proxy
from rxchat.domain.errors import ConnectionFailed, ConnectionLost, InsecureConnection, InvalidResponse, ProviderError

_EXPIRED: Final = 10  # OpenSSL's numbers for what is wrong with a certificate
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
    """`says` is what follows "… can't be reached at <address>"; `hint` is empty where the usual one fits."""

    kind: type[ProviderError]
    says: str
    hint: str = ""


def cause_of(exc: BaseException, url: str) -> Cause:
    """Why no connection came about. `url` is what was to be reached."""
    chain = list(_chain(exc))
    parts = urlsplit(url)
    host = parts.hostname or ""
    for one in chain:
        match one:
            case ssl.SSLCertVerificationError():
                return _certificate(one, host)
            case ssl.SSLError() if one.reason in _NO_TLS or "EOF" in str(one):
                hint = f"If the server has no HTTPS, use http:// in the base URL: {url.replace('https://', 'http://', 1)}"
                return Cause(kind=InsecureConnection, says="it doesn't answer as an https:// server", hint=hint)
            case ssl.SSLError():
                reason = (one.reason or "TLS failed").replace("_", " ").lower()
                return Cause(kind=InsecureConnection, says=f"no secure connection comes about ({reason})")
            case _ if _TLS_RECORD.search(str(one)):
                return wants_https(url)
            case socket.gaierror():
                hint = f"Check the base URL's spelling and this computer's network and DNS.{proxy_words(host)}"
                return Cause(kind=ConnectionFailed, says=f"there is no address for the name {host}", hint=hint)
            case ConnectionRefusedError():
                hint = f"Start the server, or correct the base URL.{proxy_words(host)}"
                return Cause(kind=ConnectionFailed, says="nothing accepts connections there", hint=hint)
            case httpcore.RemoteProtocolError() | httpcore.ReadError() | httpcore.WriteError():
                secure = " If the server has HTTPS, use https:// in the base URL." if parts.scheme == "http" else ""
                hint = f"{ConnectionLost.default_hint}{secure}"
                return Cause(kind=ConnectionLost, says="the connection was closed before any answer", hint=hint)
            case _:
                continue
    return Cause(
        kind=ConnectionFailed, says="", hint=f"Check the network and the provider's base URL, then retry.{proxy_words(host)}"
    )


def timeout_hint(url: str) -> str:
    """What to do where a connection takes too long to come about."""
    secure = " If the server has no HTTPS, use http:// there." if url.startswith("https://") else ""
    return f"{ConnectionFailed.default_hint}{secure}{proxy_words(urlsplit(url).hostname or '')}"


def wants_https(url: str) -> Cause:
    """A server that is spoken to without TLS and asks for it."""
    secure = url.replace("http://", "https://", 1)
    return Cause(kind=InvalidResponse, says="it wants https://", hint=f"Use https:// in the base URL: {secure}")


def asks_for_https(body: object) -> bool:
    """Whether a refusal is about the missing TLS, as nginx, Go and Caddy put it."""
    return isinstance(body, str) and _WANTS_TLS.search(body[:2000]) is not None


def proxy_words(host: str) -> str:
    """What to add to a hint where the environment names a proxy for that host: it is not used."""
    name = unused_proxy(host)
    if name is None:
        return ""
    return (
        f" {name} is set, but rxchat doesn't use proxies. Let this computer reach {host} directly, or use a gateway it can reach."
    )


def _certificate(error: ssl.SSLCertVerificationError, host: str) -> Cause:
    code = error.verify_code
    if code == _EXPIRED:
        says, hint = "its certificate has expired", "Renew it on the server, and check this computer's clock."
    elif code == _NOT_YET:
        says, hint = "its certificate isn't valid yet", "Check the clocks of the server and of this computer."
    elif code in _OTHER_NAME:
        says, hint = f"its certificate is for another name than {host}", "Use the name in the certificate in the base URL."
    else:
        says = "its certificate is not trusted"
        hint = "If you trust its issuer, set SSL_CERT_FILE to a file with the issuer's certificate (PEM) and start rxchat again."
    return Cause(kind=InsecureConnection, says=says, hint=hint)


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
