import sys
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from bus_workers import until
from redis_server import RedisServer
from sqlalchemy import URL

from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.db.postgres.postgres_database import PostgresDatabase
from rxchat.security.master_key import MasterKey
from rxchat.wiring.bus import open_bus

KEY = MasterKey(bytes(32))


async def test_without_redis_there_is_no_bus_and_nothing_of_it_is_imported(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
):
    for name in [name for name in sys.modules if name.startswith("rxchat.cluster")]:
        monkeypatch.delitem(sys.modules, name)
    async with AsyncExitStack() as stack:
        assert await open_bus(stack, Settings(data_dir=tmp_path), database, KEY) is None
    assert [name for name in sys.modules if name.startswith("rxchat.cluster")] == []


async def test_two_workers_of_one_database_hear_each_other_and_another_databases_do_not(tmp_path: Path, postgres_url: URL):
    with RedisServer(tmp_path) as redis:
        settings = Settings(data_dir=tmp_path, database_url="postgresql://db/chat", redis_url=redis.url)
        async with AsyncExitStack() as stack:
            databases = [
                PostgresDatabase(postgres_url),
                PostgresDatabase(postgres_url),
                PostgresDatabase(postgres_url.set(database="postgres")),
            ]
            for database in databases:
                stack.push_async_callback(database.aclose)
            buses = [await open_bus(stack, settings, database, KEY) for database in databases]
            await until(lambda: all(bus is not None and bus.state == "ok" for bus in buses))
            everybody = [channel.decode() for channel in redis.ask("PUBSUB", "CHANNELS", "*:all")]
            assert sorted(redis.ask("PUBSUB", "NUMSUB", channel)[1] for channel in everybody) == [1, 2]
        await until(lambda: redis.ask("PUBSUB", "CHANNELS") == [])
