"""A Redis server for the tests, on loopback, which they kill, freeze and start again."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Self

import pytest
from launch import free_port
from redis import Redis

_PATIENCE = 10.0
_BETWEEN_LOOKS = 0.01


class RedisServer:
    def __init__(self, folder: Path, *options: str) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self._command = [_program(), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", *options]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Returns when it answers."""
        self._process = subprocess.Popen(self._command, cwd=self._folder, stdout=subprocess.DEVNULL)
        deadline = monotonic() + _PATIENCE
        while not self._is_listening():
            assert self._process.poll() is None, "redis-server has ended"
            assert monotonic() < deadline, "redis-server does not answer"
            sleep(_BETWEEN_LOOKS)

    def _is_listening(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def ask(self, *command: str | int) -> Any:
        """The answer to a command of its console."""
        with Redis(port=self.port) as client:
            return client.execute_command(*command)

    @contextmanager
    def monitored(self) -> Iterator[list[str]]:
        """Everything that clients send inside the block; complete after it."""
        said: list[str] = []
        with Redis(port=self.port) as client, client.monitor() as monitor:
            yield said
            self.ask("ECHO", "the end")
            for each in monitor.listen():
                command = str(each and each["command"])
                said.append(command)
                if "the end" in command:
                    return


def _program() -> str:
    if found := shutil.which("redis-server"):
        return found
    words = "Redis isn't installed (Debian: apt-get install redis-server)."
    if os.environ.get("CI"):
        pytest.fail(words)
    pytest.skip(words)
