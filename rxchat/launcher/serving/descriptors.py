"""File descriptors: every connection is one, and so are the database's files and the calls to vendors."""

import resource
from typing import Final

MOST_CONNECTIONS: Final = 2000
RESERVED: Final = 128
"""For the database, vendors, files of the page and the program's own. A third of it is in use when nobody is there."""
LEAST_CONNECTIONS: Final = 16


def raise_limit() -> int:
    """As many descriptors as this account may have; how many that is."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # macOS names no limit and yet has one
        return soft
    return hard if hard != resource.RLIM_INFINITY else 2**20


def most_connections(limit: int) -> int:
    return max(LEAST_CONNECTIONS, min(MOST_CONNECTIONS, limit - RESERVED))
