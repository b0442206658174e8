"""Certificates: trusted in addition to certifi's, such as a company's own CA: the environment's for every vendor, and those of
a custom endpoint for its own server.
"""

import logging
import re
import ssl
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

import httpx

from rxchat.config import certificate_places

_MOST_FILES: Final = 1_000
_REHASHED: Final = re.compile(r"[0-9a-f]{8}\.\d+")
_BEGIN: Final = b"-----BEGIN"
_GLANCE: Final = 65_536

log = logging.getLogger(__name__)

Tls = Callable[[], ssl.SSLContext]
"""Asked for when a connection needs it."""


@cache
def trusted() -> ssl.SSLContext:
    """The certificates of certifi and those that the environment names, read once, for the first HTTPS connection: it takes some
    50 ms, which servers on this computer never need.
    """
    return _usual()


def _usual() -> ssl.SSLContext:
    return with_own_authorities(httpx.create_ssl_context(trust_env=False))


def trusting(authorities: str | None) -> Tls:
    """The same with certificates in PEM form in addition, made once for the endpoint that has them. No other trusts these."""
    if not authorities:
        return trusted

    @cache
    def context() -> ssl.SSLContext:
        made = _usual()
        try:
            made.load_verify_locations(cadata=authorities)
        except (ssl.SSLError, ValueError):
            log.warning("The certificate authority of a custom endpoint can't be read.", exc_info=True)
        made.verify_flags &= ~ssl.VERIFY_X509_STRICT
        made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # an intermediate authority is enough
        return made

    return context


def with_own_authorities(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context, which trusts the environment's authorities too. What can't be read is logged, and the rest is used."""
    places = certificate_places()
    for path in dict.fromkeys(places.values()):
        if not trust(context, path):
            names = " and ".join(name for name, place in places.items() if place == path)
            log.warning("%s names no certificates that can be read: %s", names, path)
    if places:
        # Python 3.13 asks for extensions that authorities made by hand, and many of companies, do not have.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def trust(context: ssl.SSLContext, path: Path) -> bool:
    """Trust a file in PEM form, or those of a directory. Whether any held a certificate.

    A directory with names made by `openssl rehash` is looked into when a certificate is wanted: to read all takes half a second.
    """
    try:
        files = sorted(path.iterdir())[:_MOST_FILES] if path.is_dir() else [path]
    except OSError:
        return False
    if any(_REHASHED.fullmatch(file.name) for file in files):
        context.load_verify_locations(capath=path)
        return True
    return sum(_trust_file(context, file) for file in files) > 0


def looks_readable(path: Path) -> bool:
    """Whether there seem to be certificates, at a glance: for a warning before any is wanted."""
    try:
        files = list(path.iterdir())[:_MOST_FILES] if path.is_dir() else [path]
        return any(file.is_file() and _BEGIN in file.read_bytes()[:_GLANCE] for file in files)
    except OSError:
        return False


def _trust_file(context: ssl.SSLContext, file: Path) -> bool:
    try:
        if not file.is_file():
            return False
        context.load_verify_locations(cafile=file)
    except (OSError, ssl.SSLError):
        return False
    return True
