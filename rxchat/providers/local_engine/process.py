"""Engine processes: starts one child process per model, shares it between calls, and ends it when unused."""

import asyncio
import json
import os
import secrets
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rxchat.config import child_environment
from rxchat.domain.errors import ConnectionFailed, StreamInterrupted

_START = (sys.executable, "-m", "rxchat.providers.local_engine.server")
_LOADING = 120.0  # seconds; a model of several gigabytes is read from disk
_MOST_THREADS = 8


class StartFailed(Exception):
    """The child ended, or said nothing, before it could serve."""


@dataclass(slots=True)
class LocalServer:
    """A running child. `users` counts the calls that hold it."""

    process: Process
    url: str
    key: str
    users: int = 0

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None

    async def end(self) -> None:
        """Kill the child: it keeps nothing that could be lost."""
        if self.is_alive:
            self.process.kill()
        await self.process.wait()


class LocalServers:
    """The children by model. Only the model asked for last stays loaded when its calls have ended."""

    def __init__(self) -> None:
        self._servers: dict[Path, LocalServer] = {}
        self._latest: Path | None = None
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def lease(self, model: Path, name: str) -> AsyncGenerator[LocalServer]:
        """A live server for the model, kept for the time of one call. Raises StartFailed."""
        async with self._lock:
            self._latest = model
            server = self._servers.get(model)
            if server is None or not server.is_alive:
                server = self._servers[model] = await _started(model, name)
            server.users += 1
        try:
            yield server
        except (ConnectionFailed, StreamInterrupted):
            await server.end()  # it is dead, but the system may not have said so yet: the next call must not be sent to it
            raise
        finally:
            server.users -= 1
            await self._end_idle()

    async def aclose(self) -> None:
        async with self._lock:
            servers = list(self._servers.values())
            self._servers.clear()
            await asyncio.gather(*(server.end() for server in servers))

    async def _end_idle(self) -> None:
        for model in [model for model, server in self._servers.items() if model != self._latest and not server.users]:
            await self._servers.pop(model).end()


async def _started(model: Path, name: str) -> LocalServer:
    variables = child_environment({})
    process = await asyncio.create_subprocess_exec(*_START, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=variables)
    key = secrets.token_urlsafe(32)
    # One core is left to the page: threads that wait for a taken core slow the model down to a tenth.
    threads = max(1, min((os.cpu_count() or 1) - 1, _MOST_THREADS))
    order = {"model": str(model), "name": name, "key": key, "threads": threads}
    server = LocalServer(process, url="", key=key)
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        async with asyncio.timeout(_LOADING):
            await process.stdin.drain()
            server.url = json.loads(await process.stdout.readline())["url"]
    except (OSError, TimeoutError, ValueError, KeyError) as exc:
        await server.end()
        raise StartFailed from exc
    except asyncio.CancelledError:
        await server.end()
        raise
    return server
