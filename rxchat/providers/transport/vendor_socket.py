"""Vendor sockets, plain and under TLS. A read takes what is there, without asking the event loop to watch the socket first.

anyio's streams, httpcore's usual ones, watch the socket from each read to the next packet. Under TLS they give one record a read,
and vendors send a record for each token.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, TypeVar

import httpcore

T = TypeVar("T")
TLS_BYTES: Final = 64 * 1024
"""Read at once of what is encrypted."""


@contextmanager
def _as_httpcore(timeout: type[Exception], failure: type[Exception]) -> Generator[None]:
    """Raise what httpcore's users expect. The cause is kept: `failure_causes.py` looks for it."""
    try:
        yield
    except TimeoutError as exc:
        raise timeout(str(exc)) from exc
    except OSError as exc:  # ssl.SSLError is one
        raise failure(str(exc)) from exc


class VendorSocket(httpcore.AsyncNetworkStream):
    """A connected TCP socket."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    @classmethod
    async def connect(cls, address: str, port: int, timeout: float | None) -> "VendorSocket":  # noqa: ASYNC109 - httpcore's way
        """`address` is an IP address."""
        made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        try:
            made.setblocking(False)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with _as_httpcore(httpcore.ConnectTimeout, httpcore.ConnectError):
                async with asyncio.timeout(timeout):
                    await asyncio.get_running_loop().sock_connect(made, (address, port))
        except BaseException:
            made.close()
            raise
        return cls(made)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        receiving = asyncio.get_running_loop().sock_recv(self._socket, max_bytes)
        try:
            if timeout is None:
                return await receiving
            async with asyncio.timeout(timeout):
                return await receiving
        except TimeoutError as exc:
            raise httpcore.ReadTimeout(str(exc)) from exc
        except OSError as exc:
            raise httpcore.ReadError(str(exc)) from exc

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        with _as_httpcore(httpcore.WriteTimeout, httpcore.WriteError):
            async with asyncio.timeout(timeout):
                await asyncio.get_running_loop().sock_sendall(self._socket, buffer)

    async def aclose(self) -> None:
        self._socket.close()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        return await _secured(self, ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> object:
        """`is_readable` says whether there is something to read, be it the end."""
        match info:
            case "socket":
                return self._socket
            case "is_readable":
                return self._is_readable()
            case _:
                return None

    def _is_readable(self) -> bool:
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        return True


async def _secured(
    stream: httpcore.AsyncNetworkStream,
    context: ssl.SSLContext,
    hostname: str | None,
    timeout: float | None,  # noqa: ASYNC109 - httpcore's way
) -> "TlsStream":
    secured = TlsStream(stream, context, hostname)
    with _as_httpcore(httpcore.ConnectTimeout, httpcore.ConnectError):
        async with asyncio.timeout(timeout):
            await secured.shake_hands()
    return secured


class TlsStream(httpcore.AsyncNetworkStream):
    """TLS over a socket, or over TLS to a proxy. A read decrypts every record that is there."""

    def __init__(self, plain: httpcore.AsyncNetworkStream, context: ssl.SSLContext, hostname: str | None) -> None:
        self._plain = plain
        self._received, self._unsent = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._received, self._unsent, server_hostname=hostname)

    async def shake_hands(self) -> None:
        await self._until_done(self._tls.do_handshake, None)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's signature
        with _as_httpcore(httpcore.ReadTimeout, httpcore.ReadError):
            data = bytearray(await self._until_done(lambda: self._decrypted(max_bytes), timeout))
        while data and len(data) < max_bytes and (self._received.pending or self._tls.pending()):
            try:
                more = self._decrypted(max_bytes - len(data))
            except ssl.SSLError:  # half a record; anything else is raised by the next read
                break
            if not more:
                break
            data += more
        return bytes(data)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109 - httpcore's signature
        with _as_httpcore(httpcore.WriteTimeout, httpcore.WriteError):
            await self._until_done(lambda: self._tls.write(buffer), timeout)

    async def aclose(self) -> None:
        await self._plain.aclose()

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
    ) -> httpcore.AsyncNetworkStream:
        return await _secured(self, ssl_context, server_hostname, timeout)

    def get_extra_info(self, info: str) -> object:
        return self._tls if info == "ssl_object" else self._plain.get_extra_info(info)

    def _decrypted(self, max_bytes: int) -> bytes:
        """Nothing at the end, whether or not the server announced it: whether a body is whole shows in its length."""
        try:
            return self._tls.read(max_bytes)
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    async def _until_done(self, step: Callable[[], T], timeout: float | None) -> T:  # noqa: ASYNC109 - httpcore's way
        """The result of `step`, once what it needs has come and what it says is sent."""
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                await self._send(timeout)
                if data := await self._plain.read(TLS_BYTES, timeout):
                    self._received.write(data)
                else:
                    self._received.write_eof()
            except ssl.SSLError:
                await self._send(timeout)  # the alert that says why
                raise
            else:
                await self._send(timeout)
                return done

    async def _send(self, timeout: float | None) -> None:  # noqa: ASYNC109 - httpcore's way
        if self._unsent.pending:
            await self._plain.write(self._unsent.read(), timeout)
