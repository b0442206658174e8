"""Packets to tabs: real Socket.IO and Engine.IO servers, without a network."""

import asyncio
from typing import Any

import pytest
import socketio
from engineio.async_socket import AsyncSocket
from engineio.exceptions import QueueEmpty
from engineio.packet import MESSAGE, Packet

from rxchat.state.direct_sending import DirectManager, next_packets

PAGE = "/_event"


class Tabs:
    """A server with connected tabs: their sockets, and their ids in Socket.IO."""

    def __init__(self, count: int) -> None:
        self.server: Any = socketio.AsyncServer(async_mode="asgi", client_manager=DirectManager())
        self.sockets: list[Any] = [AsyncSocket(self.server.eio, f"tab{number}") for number in range(count)]
        self.server.eio.sockets.update({each.sid: each for each in self.sockets})
        self.ids: list[str] = []

    async def connect(self) -> None:
        self.ids = [await self.server.manager.connect(each.sid, PAGE) for each in self.sockets]

    async def waiting(self, number: int) -> list[str]:
        return [packet.data for packet in await next_packets(self.sockets[number])]


@pytest.fixture
async def tabs() -> Tabs:
    made = Tabs(2)
    await made.connect()
    return made


async def test_what_is_for_one_tab_waits_at_its_socket_in_order(tabs: Tabs):
    for number in range(3):
        await tabs.server.emit("event", {"number": number}, to=tabs.ids[0], namespace=PAGE)
    assert await tabs.waiting(0) == [f'2/_event,["event",{{"number":{number}}}]' for number in range(3)]
    assert tabs.sockets[1].queue.empty()


async def test_what_is_for_all_reaches_all(tabs: Tabs):
    await tabs.server.emit("event", {"for": "all"}, namespace=PAGE)
    assert [await tabs.waiting(number) for number in range(2)] == [['2/_event,["event",{"for":"all"}]']] * 2


async def test_what_is_for_a_tab_that_has_gone_is_dropped(tabs: Tabs):
    tabs.sockets[0].closed = True
    await tabs.server.emit("event", {}, to=tabs.ids[0], namespace=PAGE)
    await tabs.server.emit("event", {}, to="nobody", namespace=PAGE)
    assert all(each.queue.empty() for each in tabs.sockets)


async def test_the_end_comes_after_what_was_sent_before_it(tabs: Tabs):
    socket = tabs.sockets[0]
    for packet in (Packet(MESSAGE, "one"), Packet(MESSAGE, "two"), None):
        socket.queue.put_nowait(packet)
    assert await tabs.waiting(0) == ["one", "two"]
    assert await next_packets(socket) == []
    await asyncio.wait_for(socket.queue.join(), 30)  # all are accounted for: closing waits for that


async def test_the_wait_for_a_packet_ends(tabs: Tabs):
    tabs.server.eio.ping_interval, tabs.server.eio.ping_timeout = 0.005, 0.005
    with pytest.raises(QueueEmpty):
        await next_packets(tabs.sockets[0])
