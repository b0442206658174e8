"""An HTTP proxy as companies run them, on loopback: tunnels and forwards, asks for a password, and can refuse."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit


class ForwardProxy:
    """`names` are the servers that it knows: a host name to a port on loopback. `requests` are the first lines that it got."""

    def __init__(self, names: Mapping[str, int], *, password: str = "", status: int = 200) -> None:
        self.names = dict(names)
        self.requests: list[str] = []
        self.heads: list[str] = []
        self.port = 0
        self._password = password
        self._status = status
        self._serving: set[asyncio.Task[None]] = set()

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._serving.add(asyncio.create_task(self._serve(reader, writer)))

    async def aclose(self) -> None:
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            self.heads.append(head)
            first, _, rest = head.partition("\r\n")
            method, target, _ = first.split(" ")
            self.requests.append(f"{method} {target}")
            host = target.rpartition(":")[0] if method == "CONNECT" else urlsplit(target).hostname or ""
            status = 407 if self._password and f"Basic {self._password}" not in head else self._status
            if status == 200 and host in self.names:
                there = await asyncio.open_connection("127.0.0.1", self.names[host])
                if method == "CONNECT":
                    writer.write(b"HTTP/1.1 200 Connection established\r\nVia: 1.1 test\r\n\r\n")
                else:
                    path = urlsplit(target).path
                    there[1].write(f"{method} {path} HTTP/1.1\r\n{rest}".encode())
                await asyncio.gather(_copy(reader, there[1]), _copy(there[0], writer))
            else:
                status = status if status != 200 else 502
                writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while data := await source.read(65_536):
                target.write(data)
                await target.drain()
    finally:
        target.close()


@asynccontextmanager
async def running(proxy: ForwardProxy, tls: ssl.SSLContext | None = None) -> AsyncGenerator[ForwardProxy]:
    server = await asyncio.start_server(proxy.accept, "127.0.0.1", 0, ssl=tls)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.aclose()
