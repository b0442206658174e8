"""Redis check: whether messages can be sent through the server of the settings."""

import asyncio
from importlib import import_module

from rxchat.domain.errors import StartupFailed


def check_redis(url: str) -> str:
    """Send a message to oneself. Returns what was checked, for a person. Raises StartupFailed."""
    try:
        connection = import_module("rxchat.cluster.redis_connection")  # needs the client, which is imported only where it is used
    except ImportError as exc:
        raise StartupFailed(f"rxchat can't use Redis here: {exc}.", hint="Install its client: pip install redis hiredis") from exc
    return asyncio.run(connection.require_redis(url))
