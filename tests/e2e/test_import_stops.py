"""An import of a large file in the running program: its client hangs up, or the program is asked to end."""

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic

import pytest
from launch import Rxchat

MESSAGES = 200_000
SOON = 30.0
"""Seconds, of which the program needs one: the machine may be busy. An import that went on to its end would leave its chat."""


@pytest.fixture(scope="module")
def large() -> bytes:
    """One conversation: half a minute of work, most of it in one batch."""
    messages = [{"sender": "human", "text": f"word {number}"} for number in range(MESSAGES)]
    return json.dumps([{"uuid": "u", "name": "Large", "chat_messages": messages}]).encode()


@contextmanager
def sent(program: Rxchat, content: bytes) -> Iterator[None]:
    """A request to import that waits for its answer inside the block, and hangs up at its end."""
    head = (
        f"POST /api/import HTTP/1.1\r\nHost: 127.0.0.1:{program.port}\r\nOrigin: {program.url}\r\n"
        f"Cookie: rxchat_session={program.cookie}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", program.port)) as connection:
        connection.sendall(head.encode() + content)
        yield


def is_reading(program: Rxchat) -> bool:
    told = json.loads(program.request("GET", "/api/import").body)
    return told["is_running"] and told["share"] > 0


def is_running(program: Rxchat) -> bool:
    return json.loads(program.request("GET", "/api/import").body)["is_running"]


def test_hanging_up_and_a_signal_end_an_import_soon(tmp_path: Path, large: bytes):
    with Rxchat(tmp_path) as program:
        with sent(program, large):
            while not is_reading(program):
                continue
        started = monotonic()
        while is_running(program):
            assert monotonic() - started < SOON
        with sent(program, large):
            while not is_reading(program):
                continue
            started = monotonic()
            assert program.terminate() == 0
            assert monotonic() - started < SOON
        assert "Traceback" not in program.output()
    with closing(sqlite3.connect(tmp_path / "rxchat.db")) as file:
        assert file.execute("SELECT count(*) FROM conversations WHERE is_deleted IS NOT 1").fetchone() == (0,)
