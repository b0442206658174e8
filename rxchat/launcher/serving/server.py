"""uvicorn in this process: one port for the page, the API and the websocket."""

import asyncio
import logging
import signal
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, nullcontext
from functools import partial
from types import FrameType
from typing import Any, Final

import uvicorn

from rxchat.launcher.serving.descriptors import MAX_CONNECTIONS
from rxchat.launcher.serving.drain import Drain
from rxchat.launcher.serving.http_protocol import BoundedHttp
from rxchat.launcher.serving.listen_address import bind_failure
from rxchat.launcher.serving.websocket_protocol import BoundedSocket
from rxchat.security.connection_limits import Connections
from rxchat.security.throttled_log import ThrottledWarning

AsgiApp = Callable[[Any, Any, Any], Awaitable[None]]

# A stop takes at most one second. Of that: for the answers to be saved, and then for open connections to end.
SECONDS_TO_SAVE = 0.3
SECONDS_TO_CLOSE = 0.2

BACKLOG = 2048
ACCEPTED_AT_ONCE: Final = 32
"""Connections accepted before dropped ones are closed, and so how many there may be above the limit."""
TICKS_PER_SECOND: Final = 10
MAX_PER_FRAME = 2 * 2**20  # bytes; the page's longest message is under half of that

logger = logging.getLogger(__name__)
uvicorn_log = logging.getLogger("uvicorn.error")
_exhausted_warning = ThrottledWarning(logger, "No file descriptor was left for a connection.")


Lifespan = Callable[[], AbstractAsyncContextManager[object]]
"""Opens what the app needs."""


class Watched:
    """The app. `on_started` is called when it has started, before the first request is answered; `lifespan` is open meanwhile.

    `failure` is the exception that ended its startup: uvicorn by itself would log a traceback and exit with 3.
    """

    def __init__(self, app: AsgiApp, on_started: Callable[[], Awaitable[None]], lifespan: Lifespan = nullcontext) -> None:
        self._app = app
        self._lifespan = lifespan
        self._on_started = on_started
        self.failure: Exception | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        stack = AsyncExitStack()

        async def send_watched(message: Any) -> None:
            if message["type"] == "lifespan.startup.complete":
                await self._on_started()
            if message["type"] == "lifespan.shutdown.complete":
                await stack.aclose()  # the server waits for nothing after this message
            await send(message)

        try:
            async with stack:
                await stack.enter_async_context(self._lifespan())
                await self._app(scope, receive, send_watched)
        except Exception as exc:
            self.failure = exc
            raise


class Server(uvicorn.Server):
    """Calls `on_ready` when it serves. At a signal it stops what keeps streams open, then closes them. Its exit code is 0."""

    def __init__(
        self,
        app: AsgiApp,
        *,
        before_stop: Callable[[], Awaitable[None]],
        on_ready: Callable[[], Awaitable[None]],
        lifespan: Lifespan = nullcontext,
        proxies: Sequence[str] = (),
        max_connections: int = MAX_CONNECTIONS,
        drain: Drain | None = None,
    ) -> None:
        """Only `proxies` may name the address of a caller."""
        self._watched = Watched(app, on_ready, lifespan)
        self._before_stop = before_stop
        self._drain = drain
        self.open_connections = Connections(max_connections)
        super().__init__(
            uvicorn.Config(
                self._watched,
                access_log=False,
                log_config=None,
                lifespan="on",
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=[*proxies],
                backlog=ACCEPTED_AT_ONCE,
                http=partial(BoundedHttp, open_connections=self.open_connections),  # pyright: ignore[reportArgumentType] - it is called as a class is
                timeout_graceful_shutdown=SECONDS_TO_CLOSE,  # pyright: ignore[reportArgumentType] - any number of seconds works
                ws=partial(BoundedSocket, open_connections=self.open_connections),  # pyright: ignore[reportArgumentType]
                ws_max_size=MAX_PER_FRAME,
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        level = uvicorn_log.level
        uvicorn_log.setLevel(logging.CRITICAL)  # a failure is raised below, and so reported once
        try:
            await super().startup(sockets)
        except SystemExit:
            raise self._watched.failure or RuntimeError("The app ended before it had started.") from None
        finally:
            uvicorn_log.setLevel(level)
        for sock in sockets or []:
            sock.listen(BACKLOG)
        asyncio.get_running_loop().set_exception_handler(self._loop_failed)

    async def on_tick(self, counter: int) -> bool:
        if counter % TICKS_PER_SECOND == 0:
            now = asyncio.get_running_loop().time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, BoundedHttp | BoundedSocket):
                    connection.end_if_overdue(now)
        return await super().on_tick(counter)

    def _loop_failed(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """asyncio logs each connection that it cannot accept, with a traceback, and tries again after a second."""
        if "out of system resource" in str(context.get("message")):
            _exhausted_warning.warn()
            self.open_connections.make_room(ACCEPTED_AT_ONCE)
        else:
            loop.default_exception_handler(context)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._drain is not None and self._drain.seconds:
            await self._let_finish(self._drain, sockets or [])
        try:
            async with asyncio.timeout(SECONDS_TO_SAVE):
                await self._before_stop()
        except TimeoutError:
            logger.warning("Stopping although not every answer could be saved in time")
        uvicorn_log.addFilter(is_not_a_cut_connection)
        try:
            await super().shutdown(sockets)
        finally:
            uvicorn_log.removeFilter(is_not_a_cut_connection)

    async def _let_finish(self, drain: Drain, sockets: list[socket.socket]) -> None:
        """Wait for what is being answered; a second signal ends the wait."""
        await drain.begin()
        if drain.is_port_shared:
            for listening in (*self.servers, *sockets):
                listening.close()
            for connection in list(self.server_state.connections):
                connection.shutdown()
        now = asyncio.get_running_loop().time
        until = now() + drain.seconds
        while now() < until and not self.force_exit and (drain.is_busy() or self._is_answering()):  # noqa: ASYNC110 - no event
            await asyncio.sleep(1 / TICKS_PER_SECOND)

    def _is_answering(self) -> bool:
        return any(isinstance(one, BoundedHttp) and one.is_answering for one in self.server_state.connections)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        """uvicorn would raise the signal again at the end, and so leave with its code instead of 0.

        SIGTERM may come from an init system and the supervisor at once, so a second one forces nothing.
        """
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.should_exit = True


def is_not_a_cut_connection(record: logging.LogRecord) -> bool:
    """Connections that are cut at the end are not errors; uvicorn would log a traceback for each."""
    return not (
        str(record.msg).startswith("Cancel %s running task")
        or (record.exc_info is not None and isinstance(record.exc_info[1], asyncio.CancelledError))
    )


def serve(server: Server, sock: socket.socket) -> None:
    """Serve until a signal comes. Raises StartupFailed, or what else the app's startup raised."""
    host, port = sock.getsockname()[:2]
    try:
        sock.listen(BACKLOG)  # callers wait while the app starts, and are not turned away
        server.run([sock])
    except OSError as exc:
        if server.started:
            raise
        raise bind_failure(exc, host, port) from exc
