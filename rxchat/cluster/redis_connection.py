"""Redis connections: without retries, with deadlines, and with errors in words that don't contain the password."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import urlsplit

from redis.asyncio.connection import AbstractConnection, ConnectionPool
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError, ResponseError

from rxchat.domain.errors import StartupFailed

CONNECT_SECONDS: Final = 3.0
CHECK_SECONDS: Final = 5.0
FAILURES: Final = (RedisError, OSError, TimeoutError)
"""What goes wrong with a server. Its options in an address can also raise TypeError and ValueError."""
_PORT: Final = 6379
_CHECK_LENGTH: Final = 8


@asynccontextmanager
async def connected(url: str) -> AsyncGenerator[AbstractConnection]:
    """A connection of its own, which is closed at the end. Reading and writing take as long as they take."""
    pool = ConnectionPool.from_url(url, socket_keepalive=True, driver_info=None)  # pyright: ignore[reportUnknownMemberType]
    connection = pool.make_connection()
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await connection.connect()
        yield connection
    finally:
        await connection.disconnect(nowait=True)


async def require_redis(url: str) -> str:
    """Send a message to oneself and receive it. Returns what was checked, for a person. Raises StartupFailed."""
    channel, clock = f"rxchat:check:{secrets.token_hex(_CHECK_LENGTH)}", asyncio.get_running_loop().time
    try:
        async with asyncio.timeout(CHECK_SECONDS), connected(url) as listener, connected(url) as sender:
            await listener.send_command("SUBSCRIBE", channel)
            await listener.read_response()
            sent_at = clock()
            await sender.send_command("PUBLISH", channel, b"")
            await sender.read_response()
            await listener.read_response()
    except (*FAILURES, TypeError, ValueError) as exc:
        raise _unusable(exc, place_of(url)) from exc
    return f"Redis at {place_of(url)}, a message took {(clock() - sent_at) * 1000:.1f} ms"


def place_of(url: str) -> str:
    """Where the server is, without what else the address has in it."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'localhost'}:{parts.port or _PORT}"


def reason_of(error: BaseException) -> str:
    """Why a server can't be used, without a full stop."""
    if isinstance(error, TimeoutError):
        return "it took too long"
    return str(error).strip(" .") or type(error).__name__


def _unusable(error: Exception, place: str) -> StartupFailed:
    match error:
        case AuthenticationError():
            return StartupFailed(
                f"Redis at {place} refused the user or password.",
                hint="Correct it in RXCHAT_REDIS_URL: redis://user:password@host:6379",
            )
        case NoPermissionError():
            return StartupFailed(
                f"Redis at {place} doesn't let its user send and receive messages.",
                hint="Allow it: ACL SETUSER NAME resetchannels &rxchat:* +publish +subscribe",
            )
        case ResponseError() | TypeError() | ValueError():
            words = f"Redis at {place} can't be used: {reason_of(error)}."
            return StartupFailed(words, hint="Correct RXCHAT_REDIS_URL, or unset it.")
        case _:
            return StartupFailed(
                f"Redis at {place} doesn't answer: {reason_of(error)}.",
                hint="Start it, correct RXCHAT_REDIS_URL, or unset it: workers find each other's answers in the database, too.",
            )
