import asyncio
import logging
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import psutil
import pytest
from launch import ROOT, Rxchat

from rxchat.domain.errors import StartupFailed
from rxchat.launcher.serving.drain import Drain
from rxchat.launcher.serving.listen_address import bind
from rxchat.launcher.serving.server import Server, Watched, is_not_a_cut_connection, serve

STOP_SECONDS = 1.5  # the promise is one second; a busy machine may take longer to let a thread go


class EndlessApp:
    """Answers every request with a stream that never ends by itself."""

    def __init__(self, startup_error: Exception | None = None) -> None:
        self.startup_error = startup_error
        self.has_shut_down = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await asyncio.Event().wait()

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        if self.startup_error is not None:
            await send({"type": "lifespan.startup.failed", "message": "a traceback"})
            raise self.startup_error
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.has_shut_down = True
        await send({"type": "lifespan.shutdown.complete"})


class Running:
    """A server in a thread, and a client that is in the middle of a stream."""

    def __init__(self, app: EndlessApp, *, save_seconds: float = 0, drain: Drain | None = None) -> None:
        self.is_ready = threading.Event()
        self.events: list[str] = []
        self._save_seconds = save_seconds
        self.server = Server(app, before_stop=self._before_stop, on_ready=self._ready, drain=drain)
        self.sock = bind("127.0.0.1", 0)
        self.port: int = self.sock.getsockname()[1]
        self.thread = threading.Thread(target=serve, args=(self.server, self.sock))

    def start(self) -> None:
        self.thread.start()
        assert self.is_ready.wait(30)
        self.client = socket.create_connection(("127.0.0.1", self.port))
        self.ask()

    def ask(self) -> None:
        """Send a request on the client's connection, and read the beginning of the answer."""
        self.client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = b""
        while b"first" not in received:
            received += self.client.recv(4096)

    async def _ready(self) -> None:
        self.is_ready.set()

    async def _before_stop(self) -> None:
        self.events.append("before_stop")
        await asyncio.sleep(self._save_seconds)

    def stop(self) -> float:
        started = monotonic()
        self.server.handle_exit(signal.SIGINT, None)
        self.thread.join(30)
        assert not self.thread.is_alive()
        return monotonic() - started

    def close(self) -> None:
        if self.thread.is_alive():
            self.stop()
        if hasattr(self, "client"):
            self.client.close()
        self.sock.close()


@pytest.fixture
def app() -> EndlessApp:
    return EndlessApp()


@pytest.fixture
def running(app: EndlessApp) -> Iterator[Running]:
    server = Running(app)
    server.start()
    yield server
    server.close()


def test_it_stops_within_a_second_with_a_stream_open(running: Running, app: EndlessApp, caplog: pytest.LogCaptureFixture) -> None:
    assert running.stop() < STOP_SECONDS
    assert running.events == ["before_stop"]
    assert app.has_shut_down
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_answers_that_cannot_be_saved_do_not_hold_it_up(app: EndlessApp, caplog: pytest.LogCaptureFixture) -> None:
    server = Running(app, save_seconds=600)
    try:
        server.start()
        assert server.stop() < STOP_SECONDS
    finally:
        server.close()
    assert app.has_shut_down
    assert "not every answer could be saved" in caplog.text


def test_a_second_signal_forces_the_end(app: EndlessApp) -> None:
    server = Server(app, before_stop=lambda: asyncio.sleep(0), on_ready=lambda: asyncio.sleep(0))
    server.handle_exit(signal.SIGINT, None)
    assert (server.should_exit, server.force_exit) == (True, False)
    server.handle_exit(signal.SIGINT, None)
    assert server.force_exit


@pytest.mark.parametrize("error", [StartupFailed("The key is wrong."), RuntimeError("a bug")])
def test_what_the_startup_raises_comes_out_and_is_not_logged(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    server = Server(EndlessApp(error), before_stop=lambda: asyncio.sleep(0), on_ready=lambda: asyncio.sleep(0))
    with bind("127.0.0.1", 0) as sock, pytest.raises(type(error), match=str(error)):
        serve(server, sock)
    assert caplog.text == ""
    assert logging.getLogger("uvicorn.error").level != logging.CRITICAL


def test_what_the_app_needs_is_open_while_it_runs(app: EndlessApp) -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan() -> AsyncGenerator[None]:
        events.append("opened")
        yield
        await asyncio.sleep(0.01)  # the server has to wait for it
        events.append(f"closed after the app: {app.has_shut_down}")

    async def ready() -> None:
        events.append("ready")
        server.should_exit = True

    async def before_stop() -> None:
        events.append("stopping")

    server = Server(app, before_stop=before_stop, on_ready=ready, lifespan=lifespan)
    with bind("127.0.0.1", 0) as sock:
        serve(server, sock)
    assert events[:2] == ["opened", "ready"]
    assert events[-1] == "closed after the app: True"


@pytest.mark.parametrize("error", [StartupFailed("The key is wrong."), RuntimeError("a bug")])
def test_what_the_app_needs_and_cannot_be_opened_comes_out(
    app: EndlessApp, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    @asynccontextmanager
    async def lifespan() -> AsyncGenerator[None]:
        raise error
        yield

    server = Server(app, before_stop=lambda: asyncio.sleep(0), on_ready=lambda: asyncio.sleep(0), lifespan=lifespan)
    with bind("127.0.0.1", 0) as sock, pytest.raises(type(error), match=str(error)):
        serve(server, sock)
    assert caplog.text == ""


def test_a_port_that_is_taken_at_the_last_moment_is_said_in_words(app: EndlessApp) -> None:
    server = Server(app, before_stop=lambda: asyncio.sleep(0), on_ready=lambda: asyncio.sleep(0))
    with bind("127.0.0.1", 0) as sock:
        port = sock.getsockname()[1]
        with socket.socket() as faster:
            faster.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            faster.bind(("127.0.0.1", port))
            faster.listen()
            with pytest.raises(StartupFailed, match=f"Port {port} is already in use"):
                serve(server, sock)


class Work:
    """What a stop waits for."""

    def __init__(self) -> None:
        self.is_draining = threading.Event()
        self.is_done = False

    async def _begin(self) -> None:
        self.is_draining.set()

    def drain(self, *, seconds: float = 60, is_port_shared: bool = False) -> Drain:
        return Drain(seconds=seconds, begin=self._begin, is_busy=lambda: not self.is_done, is_port_shared=is_port_shared)


class BriefApp(EndlessApp):
    """Answers at once."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": b"first"})


@pytest.mark.parametrize("is_port_shared", [False, True])
def test_a_stop_waits_for_what_is_being_answered(is_port_shared: bool) -> None:
    work = Work()
    server = Running(BriefApp(), drain=work.drain(is_port_shared=is_port_shared))
    server.start()
    server.server.handle_exit(signal.SIGTERM, None)
    assert work.is_draining.wait(10)
    if is_port_shared:
        assert server.client.recv(1) == b""  # the client is sent to another worker
        with pytest.raises(OSError, match="refused"):
            socket.create_connection(("127.0.0.1", server.port))
    else:
        server.ask()
    assert server.events == []
    work.is_done = True
    server.thread.join(30)
    assert server.events == ["before_stop"]
    server.close()


def test_a_stop_waits_for_requests_too_but_not_longer_than_it_may(app: EndlessApp) -> None:
    work = Work()
    work.is_done = True
    server = Running(app, drain=work.drain(seconds=0.3))
    server.start()
    assert 0.3 < server.stop() < 0.3 + STOP_SECONDS
    server.close()


def test_a_second_signal_ends_the_wait() -> None:
    work = Work()
    server = Running(BriefApp(), drain=work.drain())
    server.start()
    server.server.handle_exit(signal.SIGTERM, None)
    assert work.is_draining.wait(10)
    assert server.stop() < STOP_SECONDS
    server.close()


async def test_other_scopes_pass_through(app: EndlessApp) -> None:
    sent: list[Any] = []
    is_streaming = asyncio.Event()

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) == 2:
            is_streaming.set()

    watched = Watched(app, lambda: asyncio.sleep(0))
    task = asyncio.create_task(watched({"type": "http"}, None, send))
    async with asyncio.timeout(10):
        await is_streaming.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert sent[1]["body"] == b"first"
    assert watched.failure is None


def test_only_cut_connections_are_left_out_of_the_log() -> None:
    def record(message: str, error: BaseException | None = None) -> logging.LogRecord:
        return logging.LogRecord(
            "uvicorn.error", logging.ERROR, "", 0, message, None, (type(error), error, None) if error else None
        )

    assert not is_not_a_cut_connection(record("Cancel %s running task(s), timeout graceful shutdown exceeded"))
    assert not is_not_a_cut_connection(record("Exception in ASGI application\n", asyncio.CancelledError()))
    assert is_not_a_cut_connection(record("Exception in ASGI application\n", ValueError()))
    assert is_not_a_cut_connection(record("Application shutdown failed. Exiting."))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lowers another process's limit")
def test_without_a_descriptor_left_the_signed_in_are_served_and_the_log_stays_short(tmp_path: Path) -> None:
    """The handler's own case: the bound on connections is above what is left, as where the limit is low."""
    with Rxchat(tmp_path / "data") as program, ExitStack() as strangers:
        assert program.request("GET", "/api/models").status == 200
        process = psutil.Process(program.pid)
        few = process.num_fds() + 6
        process.rlimit(psutil.RLIMIT_NOFILE, (few, few))
        for _ in range(12):
            strangers.enter_context(socket.create_connection(("127.0.0.1", program.port)))
        assert [program.request("GET", "/api/conversations").status for _ in range(3)] == [200] * 3
        log = program.output()
        assert log.count("No file descriptor was left for a connection.") == 1
        assert "Traceback" not in log
        assert len(log) < 10_000


PROGRAM = """
import asyncio, sys
sys.path.insert(0, "tests/launcher/serving")
from test_server import EndlessApp
from rxchat.launcher.serving.listen_address import bind
from rxchat.launcher.serving.server import Server, serve

async def save(): print("saved", flush=True)

with bind("127.0.0.1", 0) as sock:
    async def ready(): print("ready", flush=True)
    serve(Server(EndlessApp(), before_stop=save, on_ready=ready), sock)
print("over", flush=True)
"""


@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_program_in_order_with_code_0(sig: signal.Signals) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r})\n{PROGRAM}"
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(sig)
        assert process.stdout.read() == "saved\nover\n"
        assert process.wait(10) == 0
