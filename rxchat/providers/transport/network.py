"""Network backend: sockets to checked addresses only, read at most once per frame of the page, many of them in turn."""

import asyncio
import math
import ssl
from collections.abc import Iterable
from typing import Final

import httpcore

from rxchat.domain.provider_connection import Network
from rxchat.providers.transport.address_policy import resolve
from rxchat.providers.transport.vendor_socket import VendorSocket
from rxchat.providers.wire.lines import TooLong

PACE_SECONDS: Final = 0.020
"""Between two reads of one socket. A vendor sends a packet for each token; what comes in the meantime is read at once."""

READS_PER_SECOND: Final = 600
"""Of all sockets together. A dozen answers come at the full pace; of a hundred each comes six times a second."""

FEWEST: Final = 4.0
"""So many times fewer they are at most where the event loop is busy."""

REMEMBERED: Final = 200
"""Turns whose lateness counts, roughly."""

MAX_HEAD: Final = 2**18
"""Bytes before a response's body. A part of that is read along with it."""


class CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Looks a name up once, checks all its addresses, and connects to one of these: a name cannot lead elsewhere in between.

    `private` is as in `resolve`, whose ForbiddenAddress comes out unchanged.
    """

    def __init__(self, private: tuple[Network, ...] | None) -> None:
        self.private = private

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        try:
            addresses = await resolve(host, port, self.private)
        except OSError as exc:
            raise httpcore.ConnectError("unknown host") from exc
        failure: Exception = httpcore.ConnectError("no address")
        for address in addresses:
            try:
                stream = await VendorSocket.connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failure = exc
            else:
                return PacedStream(stream)
        raise failure

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class ReadTurns:
    """Who reads when. The frames of all answers widen evenly with their number, and what they cost together is bounded.

    Where the machine is too slow for so many reads, the event loop comes late to them, and so they become fewer. That is decided
    from the middle of many, so that one pause changes little, and frames neither swing nor stop.
    """

    def __init__(self, per_second: float) -> None:
        self._spacing = 1 / per_second
        self._free_at = 0.0
        self._lateness = 0.0

    def take(self, earliest: float) -> float:
        """The time of the next turn that is free then. In a crowd turns fall together: the loop wakes once for all of them."""
        turn = max(earliest, self._free_at)
        self._free_at = turn + self._spacing * min(1 + self._lateness / PACE_SECONDS, FEWEST)
        is_crowded = turn - earliest > PACE_SECONDS
        return math.ceil(turn / PACE_SECONDS - 1e-6) * PACE_SECONDS if is_crowded else turn

    def came(self, late: float) -> None:
        """A turn was taken so many seconds after its time."""
        self._lateness += (late - self._lateness) / REMEMBERED


_turns = ReadTurns(READS_PER_SECOND)


class PacedStream(httpcore.AsyncNetworkStream):
    """A socket that is read at most once in `PACE_SECONDS`, and in its turn, unless a read could not take all there was."""

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream
        self._next = 0.0
        self._head: int | None = 0
        """Bytes of the response's head so far, of those that only announce it too; None once it is read."""

    def end_head(self) -> None:
        """The head of the response is read. What is said next is its body, whose reader has its own bounds."""
        self._head = None

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        now = asyncio.get_running_loop().time
        if (wait := self._next - now()) > 0:
            await asyncio.sleep(wait)
            _turns.came(now() - self._next)
        data = await self._stream.read(max_bytes, timeout)
        if self._head is not None:
            self._head += len(data)
            if self._head > MAX_HEAD:
                raise TooLong("response headers that are too long")
        self._next = _turns.take(now() + PACE_SECONDS) if len(data) < max_bytes else 0.0
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        self._next = 0.0  # the answer to what is asked now is not waited for
        self._head = 0
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        return PacedStream(await self._stream.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
