"""Vendor connection: HTTP/1.1 to one vendor, for httpcore's pool. What one read of the socket holds of a body is one piece.

httpcore's own connection gives each chunk by itself, and vendors send a chunk for each token; it reads them in Python, where
llhttp (httptools) reads them in C. Requests are still written by h11, which refuses what must not stand in a head.
"""

import time
from collections.abc import AsyncIterator
from enum import Enum, auto
from typing import Any, Final, cast

import h11
import httpcore
import httptools

from rxchat.providers.transport.certificates import Tls
from rxchat.providers.transport.network import CheckedNetwork
from rxchat.providers.transport.proxies import Proxy
from rxchat.providers.transport.proxy_connection import connect, forwarded, require_passage

READ_BYTES: Final = 64 * 1024
_LENIENCES: Final = (
    "lenient_headers",
    "lenient_chunked_length",
    "lenient_optional_lf_after_cr",
    "lenient_optional_cr_before_lf",
    "lenient_optional_crlf_after_chunk",
    "lenient_spaces_after_chunk_size",
    "lenient_data_after_close",
)
"""What servers get wrong, and h11 takes as well."""


class _State(Enum):
    NEW = auto()
    BUSY = auto()
    IDLE = auto()
    CLOSED = auto()


class _Reply:
    """One response, as far as it has come: filled by the parser, which calls the methods `on_...`."""

    def __init__(self) -> None:
        self.parser: Any = httptools.HttpResponseParser(self)
        self.parser.set_dangerous_leniencies(**dict.fromkeys(_LENIENCES, True))
        self.reason = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.pieces: list[bytes] = []
        self.has_head = self.is_whole = False
        self.can_be_followed = False
        """Whether the connection can be used for another request."""

    def take(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as exc:
            raise httpcore.RemoteProtocolError("The response is not proper HTTP.") from exc

    def end(self) -> None:
        """The connection is closed. That ends a body without a length; anything else is cut off by it."""
        names = {name.lower() for name, _ in self.headers}
        if not self.has_head or names & {b"content-length", b"transfer-encoding"}:
            raise httpcore.RemoteProtocolError("The server closed the connection in the middle of a response.")
        self.is_whole = True

    def on_message_begin(self) -> None:
        self.reason, self.headers = b"", []

    def on_status(self, part: bytes) -> None:
        self.reason += part

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        self.has_head = self.parser.get_status_code() >= 200  # those below announce another one

    def on_body(self, body: bytes) -> None:
        self.pieces.append(body)

    def on_message_complete(self) -> None:
        self.is_whole = self.has_head
        self.can_be_followed = self.is_whole and self.parser.should_keep_alive()


class VendorConnection(httpcore.AsyncConnectionInterface):
    """One request after another. The pool asks whether it is idle, expired or closed."""

    def __init__(self, origin: httpcore.Origin, network: CheckedNetwork, tls: Tls, keepalive_seconds: float) -> None:
        self._origin = origin
        self._network = network
        self._tls = tls
        self._keepalive_seconds = keepalive_seconds
        self._expires_at = 0.0
        self._forwarder: Proxy | None = None
        self._state = _State.NEW
        self._stream: httpcore.AsyncNetworkStream | None = None
        self._reply = _Reply()

    async def handle_async_request(self, request: httpcore.Request) -> httpcore.Response:
        if self._state not in (_State.NEW, _State.IDLE):
            raise httpcore.ConnectionNotAvailable
        self._state = _State.BUSY
        timeouts = cast(dict[str, Any], request.extensions).get("timeout", {})
        try:
            stream = self._stream = self._stream or await self._connect(timeouts.get("connect"))
            await self._send(stream, request, timeouts.get("write"))
            self._reply = _Reply()
            while not self._reply.has_head:
                await self._read(stream)
            require_passage(self._forwarder, self._reply.parser.get_status_code())
        except BaseException:
            await self.aclose()
            raise
        return httpcore.Response(
            status=self._reply.parser.get_status_code(),
            headers=self._reply.headers,
            content=_Body(self),
            extensions={"http_version": b"HTTP/1.1", "reason_phrase": self._reply.reason, "network_stream": stream},
        )

    async def body(self) -> AsyncIterator[bytes]:
        """What has come, whenever something has."""
        reply, stream = self._reply, self._stream
        while stream is not None:
            if reply.pieces:
                piece = b"".join(reply.pieces)
                reply.pieces.clear()
                yield piece
            if reply.is_whole:
                return
            await self._read(stream)

    async def end_response(self) -> None:
        """Keep the connection for another request, or close it where this one is not read to its end."""
        if self._state is _State.BUSY and self._reply.can_be_followed and not self._reply.pieces:
            self._state = _State.IDLE
            self._expires_at = time.monotonic() + self._keepalive_seconds
        else:
            await self.aclose()

    async def aclose(self) -> None:
        self._state = _State.CLOSED
        if self._stream is not None:
            await self._stream.aclose()

    def can_handle_request(self, origin: httpcore.Origin) -> bool:
        return origin == self._origin

    def is_available(self) -> bool:
        return self._state is _State.IDLE

    def is_idle(self) -> bool:
        return self._state is _State.IDLE

    def is_closed(self) -> bool:
        return self._state is _State.CLOSED

    def has_expired(self) -> bool:
        """Whether it has been idle for too long, or the server has closed it, which shows as something to read."""
        if self._state is not _State.IDLE or self._stream is None:
            return False
        return time.monotonic() > self._expires_at or bool(self._stream.get_extra_info("is_readable"))

    def info(self) -> str:
        return f"HTTP/1.1, {self._state.name}"

    async def _connect(self, timeout: float | None) -> httpcore.AsyncNetworkStream:  # noqa: ASYNC109 - httpcore's way
        host = self._origin.host.decode("ascii")
        stream, self._forwarder = await connect(self._network, self._origin, timeout)
        if self._origin.scheme != b"https":
            return stream
        try:
            return await stream.start_tls(self._tls(), host, timeout)
        except BaseException:
            await stream.aclose()
            raise

    async def _send(
        self,
        stream: httpcore.AsyncNetworkStream,
        request: httpcore.Request,
        timeout: float | None,  # noqa: ASYNC109 - httpcore's way
    ) -> None:
        body = b"".join([piece async for piece in cast(AsyncIterator[bytes], request.stream)])
        writer = h11.Connection(h11.CLIENT)
        try:
            target, headers = forwarded(self._forwarder, request)
            head = writer.send(h11.Request(method=request.method, target=target, headers=headers))
            written = [head, writer.send(h11.Data(data=body)) if body else b"", writer.send(h11.EndOfMessage())]
        except h11.LocalProtocolError as exc:
            raise httpcore.LocalProtocolError(str(exc)) from exc
        try:
            await stream.write(b"".join(part or b"" for part in written), timeout)
        except httpcore.WriteError:
            return  # a server may refuse a request before it has all of it: its answer says why

    async def _read(self, stream: httpcore.AsyncNetworkStream) -> None:
        data = await stream.read(READ_BYTES)
        if data:
            self._reply.take(data)
        else:
            self._reply.end()


class _Body:
    """The body of a response; closing it ends the response."""

    def __init__(self, connection: VendorConnection) -> None:
        self._connection = connection
        self._is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._connection.body():
                yield piece
        except BaseException:
            await self.aclose()
            raise

    async def aclose(self) -> None:
        if not self._is_closed:
            self._is_closed = True
            await self._connection.end_response()


class VendorPool(httpcore.AsyncConnectionPool):
    """httpcore's pool, with such connections."""

    def __init__(self, network: CheckedNetwork, tls: Tls, *, most_idle: int, keepalive_seconds: float) -> None:
        super().__init__(
            max_connections=None,
            max_keepalive_connections=most_idle,
            keepalive_expiry=keepalive_seconds,
            network_backend=network,
        )
        self._checked_network = network
        self._tls = tls
        self._keepalive_seconds = keepalive_seconds

    def create_connection(self, origin: httpcore.Origin) -> httpcore.AsyncConnectionInterface:
        return VendorConnection(origin, self._checked_network, self._tls, self._keepalive_seconds)
