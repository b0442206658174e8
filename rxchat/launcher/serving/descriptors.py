"""File descriptors: every connection is one, and so are the database's files and the calls to vendors."""

import resource
from typing import Final

MAX_CONNECTIONS: Final = 2000
RESERVED: Final = 128
"""For the database, vendors, files of the page and the program's own. A third of it is in use while nobody is connected."""
MIN_CONNECTIONS: Final = 16


def raise_limit() -> int:
    """Raise the limit as far as this account may; gives the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # macOS names no limit and yet has one
        return soft
    return hard if hard != resource.RLIM_INFINITY else 2**20


def max_connections(limit: int) -> int:
    return max(MIN_CONNECTIONS, min(MAX_CONNECTIONS, limit - RESERVED))
