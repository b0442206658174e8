"""The server of the conformance suite, spoken to through a bare socket."""

import gc
import socket
import sys
from contextlib import ExitStack, suppress

import pytest

from rxchat.providers.conformance.server import FakeReply, FakeRequest, FakeServer


class Odd(FakeServer):
    """Ends, cuts or stalls by path."""

    async def respond(self, request: FakeRequest, reply: FakeReply) -> None:
        match request.path:
            case "/whole":
                await reply.send_json(529, {"a": 1}, {"x-b": "c"})
            case "/pieces":
                await reply.begin(200, {"content-type": "text/plain"})
                await reply.write(b"one\n")
                await reply.write(b"\xff")
                await reply.end()
            case "/cut":
                await reply.raw(b"half a resp")
                reply.cut()
            case "/stall":
                await reply.begin(200, {})
                await reply.stall()
            case _:
                raise RuntimeError("a fault of the fake")


def _said(server: FakeServer, path: str, body: bytes = b"") -> bytes:
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(f"POST {path}?a=1&a=2 HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        line.shutdown(socket.SHUT_WR)
        received = b""
        while piece := line.recv(65_536):
            received += piece
        return received


def test_bytes_are_sent_as_they_are_in_a_chunk_each():
    with Odd() as server:
        head, body = _said(server, "/pieces", b'{"q": 1}').split(b"\r\n\r\n", 1)
    assert head == b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: text/plain"
    assert body == b"4\r\none\n\r\n1\r\n\xff\r\n0\r\n\r\n"
    assert (server.last.method, server.last.path, server.last.query) == ("POST", "/pieces", {"a": ["1", "2"]})
    assert (server.last.json, server.last.headers["host"]) == ({"q": 1}, "x")


def test_a_whole_answer_and_a_status_that_is_no_standard():
    with Odd() as server:
        assert _said(server, "/whole") == (
            b"HTTP/1.1 529 Overloaded\r\ncontent-length: 8\r\ncontent-type: application/json\r\nx-b: c\r\n\r\n" + b'{"a": 1}'
        )


def test_a_connection_can_be_broken_off():
    with Odd() as server:
        with suppress(ConnectionResetError):  # which of them depends on what the system had already sent
            assert _said(server, "/cut") in (b"", b"half a resp")
        assert len(server.requests) == 1


def test_it_knows_at_once_when_the_client_hangs_up():
    with Odd() as server, socket.create_connection(("127.0.0.1", server.port), timeout=30) as line:
        line.sendall(b"GET /stall HTTP/1.1\r\n\r\n")
        assert line.recv(100).startswith(b"HTTP/1.1 200")
        assert not server.last.closed.is_set()
        line.close()
        assert server.last.closed.wait(30)


def test_a_fault_of_the_fake_itself_is_not_swallowed():
    with pytest.raises(ExceptionGroup, match="the fake server failed"), Odd() as server:
        _said(server, "/novel")


def test_a_connection_that_is_made_while_it_ends_is_closed(monkeypatch: pytest.MonkeyPatch):
    left: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda found: left.append(found.exc_value))
    for _ in range(30):
        with ExitStack() as lines, FakeServer() as server:
            for _ in range(3):
                lines.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30))
    gc.collect()
    assert left == []
