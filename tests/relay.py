"""A relay on loopback between a program and a server, which can hold back what the server sends, or cut everything."""

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Relay:
    """`async with Relay(redis.url) as relay:`, then connect to `relay.url`. Connections are numbered from 0."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._held: set[int] = set()
        self._connections = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"{self._target.scheme}://127.0.0.1:{port}"
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.close()
        self.cut()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def swallow(self, connection: int) -> None:
        """What the server sends on this connection comes to nobody any more."""
        self._held.add(connection)

    def cut(self) -> None:
        """End all connections there are."""
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number, self._connections = self._connections, self._connections + 1
        to_server = await asyncio.open_connection(self._target.hostname, self._target.port)
        self._writers += [writer, to_server[1]]
        self._tasks += [
            asyncio.create_task(self._pass_on(reader, to_server[1])),
            asyncio.create_task(self._pass_on(to_server[0], writer, number)),
        ]

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, number: int | None = None) -> None:
        try:
            while data := await reader.read(2**16):
                if number not in self._held:
                    writer.write(data)
                    await writer.drain()
        except ConnectionError:
            return
        finally:
            writer.close()
