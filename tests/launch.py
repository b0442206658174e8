"""rxchat as a person starts it: a program of its own, on a free port, with its output kept."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
READY_SECONDS = 180.0  # the page is built beforehand, by scripts/test
BETWEEN_LOOKS = 0.05


class Answer(NamedTuple):
    """Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def clean_environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment without what would set up rxchat or a vendor, and with `variables` on top."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("RXCHAT_") and not name.endswith(("_API_KEY", "_BASE_URL"))
    }
    return inherited | dict(variables or {})


def run_command(
    *arguments: str, environment: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """`rxchat ...` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "rxchat", *arguments],
        cwd=cwd,
        env=clean_environment(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


class Rxchat:
    """`with Rxchat(data_dir) as program:` - running and answering inside the block, ended after it.

    `start` and the ways to end it may be used again and again, for what has to survive a restart.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        port: int | None = None,
        arguments: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        root: Path = ROOT,
        command: Sequence[str] = (sys.executable, "-m", "rxchat"),
    ) -> None:
        self._command = [*command]
        self.data_dir = data_dir
        self.port = port or free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.environment = dict(environment or {})
        self._base_path = self.environment.get("RXCHAT_BASE_PATH", "").rstrip("/")
        self.url = f"{self.origin}{self._base_path}"
        self._arguments = [*arguments]
        self._environment = clean_environment(environment)
        self._root = root
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed in close()
        self._cookie = ""
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
            self.wait_until_ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def running(self) -> subprocess.Popen[str]:
        assert self.process is not None, "rxchat was not started"
        return self.process

    @property
    def pid(self) -> int:
        return self.running.pid

    def output(self) -> str:
        """Everything said so far, standard error included."""
        self._log.seek(0)
        return self._log.read()

    def start(self) -> None:
        settings = ["--no-browser", "--port", str(self.port), "--data-dir", str(self.data_dir)]
        self.process = subprocess.Popen(
            [*self._command, "run", *settings, *self._arguments],
            cwd=self._root,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_ready(self, seconds: float = READY_SECONDS) -> None:
        """Until `/api/health` answers 200."""
        deadline = monotonic() + seconds
        while not self.is_healthy():
            with suppress(subprocess.TimeoutExpired):
                code = self.running.wait(BETWEEN_LOOKS)
                raise AssertionError(f"rxchat ended with {code} instead of serving:\n{self.output()}")
            if monotonic() > deadline:
                raise AssertionError(f"rxchat does not answer after {seconds} s:\n{self.output()}")

    @property
    def cookie(self) -> str:
        """The session's cookie, from the link that the program printed; the same again after a restart."""
        self._cookie = self._cookie or self.sign_in(self.printed_link())
        return self._cookie

    def printed_link(self) -> str:
        return re.findall(rf"{re.escape(self.url)}/sign-in/\S+", self.output())[-1]

    def sign_in(self, link: str) -> str:
        """Open a link as a browser does, and give the cookie it sets; empty when the door stays shut."""
        answer = self.request("GET", urlsplit(link).path, cookie="")
        return answer.headers.get("set-cookie", "").partition(";")[0].partition("=")[2]

    def request(self, method: str, path: str, body: bytes | None = None, *, cookie: str | None = None, **headers: str) -> Answer:
        """A request of a signed-in page: from the program's own origin, with the session's cookie unless another is given."""
        session = self.cookie if cookie is None else cookie
        sent = {"origin": self.origin} | ({"cookie": f"rxchat_session={session}"} if session else {})
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, sent)
            response = connection.getresponse()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
        finally:
            connection.close()

    def is_healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", f"{self._base_path}/api/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def terminate(self, sig: int = signal.SIGTERM, *, seconds: float = 30) -> int:
        """Ask it to end, as Ctrl-C (SIGINT) or an init system (SIGTERM) does; its exit code."""
        self.running.send_signal(sig)
        return self.running.wait(seconds)

    def kill(self) -> None:
        """End it without a chance to tidy up."""
        self.running.kill()
        self.running.wait()

    def close(self) -> None:
        """End it if it still runs, and let go of its output."""
        if self.process is not None and self.process.poll() is None:
            try:
                self.terminate()
            except subprocess.TimeoutExpired:
                self.kill()
        self._log.close()
