"""Which certificates are trusted besides those of certifi: what the environment names, such as a company's own authority."""

import logging
import ssl
from pathlib import Path
from typing import Final

from rxchat.config import certificate_places

_MOST_FILES: Final = 1_000

log = logging.getLogger(__name__)


def with_own_authorities(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context, which trusts the environment's authorities too. What can't be read is logged, and the rest is used."""
    places = certificate_places()
    for name, path in places.items():
        if not trust(context, path):
            log.warning("%s names no certificates that can be read: %s", name, path)
    if places:
        # Python 3.13 asks for extensions that authorities made by hand, and many of companies, do not have.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def trust(context: ssl.SSLContext, path: Path) -> bool:
    """Trust a file in PEM form, or each file of a directory. Whether any held a certificate."""
    try:
        files = sorted(path.iterdir())[:_MOST_FILES] if path.is_dir() else [path]
    except OSError:
        files = []
    return any([_trust_file(context, file) for file in files])  # noqa: C419 - each is read, not the first only


def _trust_file(context: ssl.SSLContext, file: Path) -> bool:
    try:
        if not file.is_file():
            return False
        context.load_verify_locations(cafile=file)
    except (OSError, ssl.SSLError):
        return False
    return True
