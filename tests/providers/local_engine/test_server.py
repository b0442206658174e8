"""The child process, spoken to as its parent does."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from rxchat.domain.provider_connection import Connection
from rxchat.providers.vendors.local import SMALL, LocalProvider

KEY = "only-for-this-child"


def _model() -> Path:
    return LocalProvider(Connection())._files()[SMALL]


@pytest.fixture
def child() -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "rxchat.providers.local_engine.server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        yield process
        process.kill()


def _order(child: subprocess.Popen[bytes], **order: object) -> None:
    assert child.stdin is not None
    child.stdin.write(json.dumps({"name": SMALL, "key": KEY, "threads": 2, **order}).encode() + b"\n")
    child.stdin.flush()


def _url(child: subprocess.Popen[bytes]) -> str:
    assert child.stdout is not None
    return json.loads(child.stdout.readline())["url"]


def test_it_serves_on_loopback_to_who_has_the_key_and_ends_with_its_input(child: subprocess.Popen[bytes]):
    _order(child, model=str(_model()))
    url = _url(child)
    assert url.startswith("http://127.0.0.1:")
    with pytest.raises(HTTPError, match="401"):
        urlopen(f"{url}/v1/models", timeout=30)
    with urlopen(Request(f"{url}/v1/models", headers={"authorization": f"Bearer {KEY}"}), timeout=30) as response:
        assert json.loads(response.read())["data"][0]["id"] == SMALL
        assert response.headers["access-control-allow-origin"] != "*"
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(30) == 0


def test_the_key_is_not_on_the_command_line(child: subprocess.Popen[bytes]):
    _order(child, model=str(_model()))
    _url(child)
    assert KEY not in " ".join(map(str, child.args))  # type: ignore[arg-type]


def test_a_file_that_is_no_model_ends_it_without_an_address(child: subprocess.Popen[bytes], tmp_path: Path):
    file = tmp_path / "no.gguf"
    file.write_bytes(b"not a model")
    _order(child, model=str(file))
    assert child.stdout is not None
    assert child.stdout.readline() == b""
    assert child.wait(30) != 0


def test_it_does_not_outlive_a_parent_that_is_killed():
    """A parent that starts a child, tells its pid and is killed with no chance to clean up."""
    program = f"""
import asyncio, sys
from pathlib import Path
from rxchat.providers.local_engine.process import LocalServers

async def main():
    async with LocalServers().lease(Path({str(_model())!r}), "m") as server:
        print(server.process.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        watch = os.pidfd_open(pid)
        try:
            parent.send_signal(signal.SIGKILL)
            parent.wait(30)
            assert _ends(watch, 30)
        finally:
            os.close(watch)


def _ends(pidfd: int, seconds: float) -> bool:
    """Whether a process that is not our own child ends in time."""
    return bool(select.select([pidfd], [], [], seconds)[0])
