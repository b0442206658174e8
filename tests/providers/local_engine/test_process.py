import asyncio
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from timing import least_of

from rxchat.domain.provider_connection import Connection
from rxchat.providers.local_engine.process import LocalServers, StartFailed
from rxchat.providers.vendors.local import SMALL, LocalProvider


@pytest.fixture
async def servers() -> AsyncGenerator[LocalServers]:
    running = LocalServers()
    yield running
    await running.aclose()


@pytest.fixture
def model() -> Path:
    return LocalProvider(Connection())._files()[SMALL]


async def test_calls_at_once_share_one_child(servers: LocalServers, model: Path):
    async with servers.lease(model, "m") as one, servers.lease(model, "m") as two:
        assert one is two
        assert one.users == 2
    async with servers.lease(model, "m") as three:
        assert three is one


async def test_a_child_that_died_is_replaced(servers: LocalServers, model: Path):
    async with servers.lease(model, "m") as one:
        one.process.kill()
        await one.process.wait()
    async with servers.lease(model, "m") as two:
        assert two.is_alive
        assert two.key != one.key


async def test_another_model_takes_the_place_of_one_that_nobody_uses(servers: LocalServers, model: Path, tmp_path: Path):
    other = tmp_path / "other.gguf"
    other.symlink_to(model)
    async with servers.lease(model, "m") as one:
        async with servers.lease(other, "other") as two:
            assert one.is_alive  # an answer is under way there
        assert two.is_alive
    assert not one.is_alive
    assert two.is_alive


async def test_all_children_end_within_a_second(servers: LocalServers, model: Path):
    async def end() -> float:
        async with servers.lease(model, "m") as server:
            pass
        started = time.monotonic()
        await servers.aclose()
        assert not server.is_alive
        return time.monotonic() - started

    assert await least_of(end, enough=1) < 1


async def test_a_file_that_is_no_model_fails_to_start_and_leaves_no_child(servers: LocalServers, tmp_path: Path):
    file = tmp_path / "no.gguf"
    file.write_bytes(b"not a model")
    with pytest.raises(StartFailed):
        async with servers.lease(file, "no"):
            pass


async def test_cancelling_a_start_leaves_no_child(servers: LocalServers, model: Path):
    async def start() -> None:
        async with servers.lease(model, "m"):
            pass

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(start(), 0.05)
    async with servers.lease(model, "m") as server:  # the lock is free again
        assert server.is_alive
