"""Workers on a Redis of the test's own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from bus_workers import Worker
from redis_server import RedisServer


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path) as server:
        yield server


@pytest.fixture
def worker(redis: RedisServer) -> Callable[[str], AbstractAsyncContextManager[Worker]]:
    """A worker of that name on the Redis."""
    return lambda name: Worker(name, redis.url).running()
