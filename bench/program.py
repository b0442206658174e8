"""A fresh rxchat: a port, a data directory and a process of its own, and no settings but the given ones."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import httpx
import psutil

from bench.failure import MeasurementFailed
from bench.upstream import MODEL, Upstream

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_BUILD = 600  # the page may have to be built first
SECONDS_TO_STOP = 10
PROBE_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A running rxchat, and the `cookie` of a session. `start_seconds` is the time from its command to its first answer."""

    url: str
    cookie: str
    process: psutil.Process
    start_seconds: float

    def cpu_seconds(self) -> float:
        """User and system time of the program and the processes it started."""
        return sum(times.user + times.system for times in (process.cpu_times() for process in self._tree()))

    def memory_mb(self) -> float:
        """Resident memory of the program and the processes it started."""
        return sum(process.memory_info().rss for process in self._tree()) / 2**20

    def _tree(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def with_claude(upstream: Upstream) -> dict[str, str]:
    """The settings that make the stand-in the vendor of the default model."""
    return {
        "ANTHROPIC_API_KEY": "test",
        "ANTHROPIC_BASE_URL": upstream.url,
        "RXCHAT_DEFAULT_MODEL": f"claude:{MODEL}",
    }


@contextmanager
def running_program(
    settings: Mapping[str, str],
    files: Mapping[str, str] = MappingProxyType({}),
    *,
    fill: Callable[[Path], None] | None = None,
    module: tuple[str, ...] = ("rxchat",),
) -> Generator[Program]:
    """Start rxchat, with `files` in its data directory, over the database's file that `fill` makes, and end it afterwards.

    Raises MeasurementFailed, with the end of its output, when it does not come up.
    """
    port = _free_port()
    with TemporaryDirectory(prefix="rxchat-bench-") as folder:
        output = Path(folder) / "output"
        data = Path(folder) / "data"
        for name, text in files.items():
            place = data / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        if fill is not None:
            data.mkdir(exist_ok=True)
            fill(data / "rxchat.db")
        arguments = ["--no-browser", "--port", str(port), "--data-dir", str(data)]
        with output.open("w") as file:
            started = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", *module, "run", *arguments],
                cwd=ROOT,
                env=_environment(settings),
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        try:
            url = f"http://127.0.0.1:{port}"
            if not _is_up(process, url):
                raise MeasurementFailed("rxchat did not come up:\n" + "\n".join(output.read_text().splitlines()[-15:]))
            start_seconds = time.perf_counter() - started
            yield Program(url=url, cookie=_sign_in(url, output), process=psutil.Process(process.pid), start_seconds=start_seconds)
        finally:
            _stop(process)


def _is_up(process: subprocess.Popen[bytes], url: str) -> bool:
    """Wait for the program's first answer; False when it ended without one, or says that it is not well."""
    deadline = time.monotonic() + SECONDS_TO_BUILD
    with httpx.Client(trust_env=False, timeout=2) as client:
        while process.poll() is None and time.monotonic() < deadline:
            try:
                return client.get(f"{url}/api/health").is_success
            except httpx.TransportError:
                time.sleep(PROBE_SECONDS)
    return False


def _sign_in(url: str, output: Path) -> str:
    """The cookie that the printed link sets; the program prints it once it listens."""
    deadline = time.monotonic() + SECONDS_TO_STOP
    while (link := re.search(rf"{re.escape(url)}/sign-in/\S+", output.read_text())) is None:
        if time.monotonic() > deadline:
            raise MeasurementFailed("rxchat printed no link to sign in with.")
        time.sleep(PROBE_SECONDS)
    with httpx.Client(trust_env=False) as client:
        return client.get(link[0]).cookies["rxchat_session"]


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without anything that would set rxchat or a vendor up."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RXCHAT_") and not name.endswith(("_API_KEY", "_BASE_URL"))
    }
    return {**kept, **settings}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]
