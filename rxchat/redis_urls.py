"""Redis addresses: what they may look like, and beside which database."""

import re
from typing import Final
from urllib.parse import parse_qsl

from pydantic import ValidationInfo

from rxchat.database_urls import SQLITE_SCHEMES, server_parts

REDIS_SCHEMES: Final = ("redis", "rediss")


def redis_url(url: str) -> str:
    """What is wrong with it is said without the address, which may have a password in it."""
    parts = server_parts(url)
    if parts.scheme not in REDIS_SCHEMES or not parts.hostname or not re.fullmatch(r"/?\d*", parts.path) or parts.fragment:
        raise ValueError("must be an address such as `redis://user:password@host:6379`, or `rediss://` for TLS")
    options = parse_qsl(parts.query, keep_blank_values=True)
    if any(not name.startswith("ssl_") for name, _ in options) or (options and parts.scheme != "rediss"):
        raise ValueError("may have no options but those of TLS, such as `rediss://host:6379?ssl_ca_certs=/path/to/ca.pem`")
    return url


def beside_postgres(url: str, given: ValidationInfo) -> str:
    """An address of Redis, where the database is one of PostgreSQL."""
    if (given.data.get("database_url") or SQLITE_SCHEMES[0]).startswith(SQLITE_SCHEMES):
        raise ValueError("must be unset with SQLite: one process serves a file and needs no Redis")
    return url
