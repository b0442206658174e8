"""A response of server-sent events."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from rxchat.api import event_stream as module
from rxchat.api.event_stream import PING, EventStream, event

SCOPE: dict[str, Any] = {"type": "http", "asgi": {"spec_version": "2.3"}}


class Client:
    """Takes what is sent; hangs up when `leave` is set."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.leave = asyncio.Event()
        self.got = asyncio.Condition()

    async def receive(self) -> dict[str, Any]:
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        async with self.got:
            self.messages.append(message)
            self.got.notify_all()

    async def until(self, body: bytes) -> None:
        async with asyncio.timeout(30), self.got:
            await self.got.wait_for(lambda: any(message.get("body") == body for message in self.messages))


async def test_events_are_sent_as_they_come_and_then_an_end():
    async def events() -> AsyncGenerator[bytes]:
        yield event("start", 1, "{}")
        yield event("text", 2, '{"text":"ü"}')

    client = Client()
    await EventStream(events())(SCOPE, client.receive, client.send)
    start, *bodies = client.messages
    headers = dict(start["headers"])
    assert headers[b"content-type"].startswith(b"text/event-stream")
    assert (headers[b"cache-control"], headers[b"x-accel-buffering"]) == (b"no-cache", b"no")
    assert [body["body"].decode() for body in bodies] == [
        "event: start\ndata: {}\nid: 1\n\n",
        'event: text\ndata: {"text":"ü"}\nid: 2\n\n',
        "",
    ]
    assert [body["more_body"] for body in bodies] == [True, True, False]


async def test_silence_is_broken_by_a_comment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "PING_SECONDS", 0.02)
    client, go_on = Client(), asyncio.Event()

    async def events() -> AsyncGenerator[bytes]:
        yield b"first"
        await go_on.wait()
        yield b"last"

    answering = asyncio.create_task(EventStream(events())(SCOPE, client.receive, client.send))
    await client.until(PING)
    go_on.set()
    await answering
    assert [message["body"] for message in client.messages[1:] if message["body"] != PING] == [b"first", b"last", b""]


async def test_a_client_that_hangs_up_closes_the_events():
    client, is_closed = Client(), asyncio.Event()

    async def events() -> AsyncGenerator[bytes]:
        try:
            yield b"first"
            await asyncio.Event().wait()
        finally:
            is_closed.set()

    answering = asyncio.create_task(EventStream(events())(SCOPE, client.receive, client.send))
    await client.until(b"first")
    client.leave.set()
    await answering
    assert is_closed.is_set()
