"""The sockets under a vendor's connections. Which addresses are let through is tested in test_outbound_connections.py."""

import asyncio
import socket
from collections.abc import AsyncIterator
from itertools import pairwise

import httpcore
import pytest

from rxchat.providers.transport.address_policy import ForbiddenAddress
from rxchat.providers.transport.network import PACE_SECONDS, CheckedNetwork, ReadTurns


class Peer:
    """The other side of one connection."""

    def __init__(self) -> None:
        self.writer: asyncio.StreamWriter | None = None
        self.is_connected = asyncio.Event()
        self.port = 0

    def connected(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.is_connected.set()

    async def say(self, data: bytes) -> None:
        assert self.writer is not None
        self.writer.write(data)
        await self.writer.drain()


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    made = Peer()
    server = await asyncio.start_server(made.connected, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
    if made.writer is not None:
        made.writer.close()


async def test_what_comes_between_two_frames_is_read_at_once(peer: Peer):
    stream = await CheckedNetwork(None).connect_tcp("localhost", peer.port)
    await peer.is_connected.wait()
    await peer.say(b"1")
    assert await stream.read(100) == b"1"
    started = asyncio.get_running_loop().time()
    for number in b"23456":
        await peer.say(bytes([number]))
    assert await stream.read(100) == b"23456"
    assert asyncio.get_running_loop().time() - started >= PACE_SECONDS * 0.9
    await stream.aclose()


async def test_much_at_once_is_not_held_back(peer: Peer):
    stream = await CheckedNetwork(None).connect_tcp("127.0.0.1", peer.port)
    await peer.is_connected.wait()
    await peer.say(b"x" * 50)
    for _ in range(5):
        assert await stream.read(10) == b"x" * 10
    await stream.write(b"ask")
    await peer.say(b"y")
    started = asyncio.get_running_loop().time()
    assert await stream.read(10) == b"y"
    assert asyncio.get_running_loop().time() - started < PACE_SECONDS
    assert isinstance(stream.get_extra_info("socket"), socket.socket) or stream.get_extra_info("socket") is not None
    await stream.aclose()


async def test_an_unknown_name_and_a_closed_port_cannot_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(httpcore.ConnectError):
        await CheckedNetwork(None).connect_tcp("127.0.0.1", port)
    with pytest.raises(httpcore.ConnectError):
        await CheckedNetwork(None).connect_tcp("nobody.invalid", 80)


async def test_a_forbidden_address_is_not_connected_to():
    with pytest.raises(ForbiddenAddress):
        await CheckedNetwork(None).connect_tcp("169.254.169.254", 80)
    with pytest.raises(ForbiddenAddress):
        await CheckedNetwork(()).connect_tcp("127.0.0.1", 80)


@pytest.mark.parametrize(("answers", "pace"), [(1, 0.02), (10, 0.02), (100, 0.2), (300, 0.6)])
def test_many_answers_are_read_in_turn_and_all_at_the_same_pace(answers: int, pace: float):
    turns, reads = ReadTurns(per_second=500), [[0.0] for _ in range(answers)]
    for _ in range(50):
        for times in sorted(reads, key=lambda times: times[-1]):
            times.append(turns.take(times[-1] + 0.02))
    for times in reads:
        gaps = [later - earlier for earlier, later in pairwise(times[2:])]
        assert max(gaps) == pytest.approx(pace, rel=0.1)
        assert min(gaps) == pytest.approx(pace, rel=0.1)


def test_a_pause_is_not_made_up_for():
    turns = ReadTurns(per_second=500)
    assert [turns.take(1.0), turns.take(1.0), turns.take(9.0)] == [1.0, 1.002, 9.0]


@pytest.mark.parametrize(("answers", "cost", "longest"), [(1, 0.003, 0.024), (100, 0.0005, 0.25), (100, 0.004, 0.9)])
def test_a_loop_that_cannot_keep_up_is_asked_less_often_and_starves_nobody(answers: int, cost: float, longest: float):
    """A loop that needs `cost` seconds for a read, and so would be ever later with 600 of 4 ms in a second."""
    turns, now = ReadTurns(per_second=600), 0.0
    due, seen = [0.0] * answers, [[0.0] for _ in range(answers)]
    while now < 30:
        number = min(range(answers), key=due.__getitem__)
        now = max(now, due[number])
        turns.came(now - due[number])
        now += cost
        seen[number].append(now)
        due[number] = turns.take(now + PACE_SECONDS)
    later = [[time for time in times if time > 15] for times in seen]
    assert max(b - a for times in later for a, b in pairwise(times)) <= longest
    assert all(times and times[-1] > 30 - 2 * longest for times in later)
    assert now - max(due) <= longest  # it has caught up
