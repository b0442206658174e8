"""PostgreSQL behind pgbouncer in transaction mode, which gives each transaction any connection that is free."""

import asyncio
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import aclosing, closing, suppress
from pathlib import Path

import psycopg
import pytest
from launch import free_port
from sqlalchemy import URL, text

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.postgres.postgres_store import PostgresStore
from rxchat.domain.errors import StartupFailed

SETTINGS = """
[databases]
* = host={host} user=rxchat
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 4
logfile = {folder}/log
pidfile = {folder}/pid
"""


@pytest.fixture
def pooled_url(empty_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    """The empty database through a pooler with four connections."""
    program = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        words = "pgbouncer isn't installed (Debian: apt-get install pgbouncer)."
        pytest.skip(words)
    host, port = str(empty_url.query["host"]), free_port()
    folder = Path(host) / f"pooler-{port}"
    folder.mkdir()
    (folder / "settings").write_text(SETTINGS.format(host=host, port=port, folder=folder))
    as_user = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    process = subprocess.Popen([*as_user, program, "-q", str(folder / "settings")], stderr=subprocess.DEVNULL)
    url = URL.create("postgresql", "rxchat", host="127.0.0.1", port=port, database=empty_url.database)
    try:
        wait_for(process, port)
        yield url.update_query_dict({"pooler": "transaction"})
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder)


def wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        with closing(socket.socket()) as sock:
            if sock.connect_ex(("127.0.0.1", port)) == 0:
                return
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"pgbouncer ended with {process.wait(0.05)}")
    pytest.fail("pgbouncer doesn't answer")


async def test_many_transactions_at_once_share_few_connections(pooled_url: URL):
    store = PostgresStore(pooled_url.render_as_string(hide_password=False))
    store.prepare(print)
    async with aclosing(store.open()) as database:
        users = UserRepository(database)
        await asyncio.gather(*(users.local_user(None) for _ in range(30)))  # more often than what psycopg prepares
        async with database.session() as session:
            await session.execute(text("SELECT 1"))
        assert len(await users.list_all()) == 1


def test_the_lock_of_who_serves_is_kept_though_connections_are_shared(pooled_url: URL):
    address = pooled_url.render_as_string(hide_password=False)
    store, other = PostgresStore(address), PostgresStore(address)
    store.prepare(print)
    with store.claimed(print):
        for _ in range(3):
            assert other.is_served()
            with pytest.raises(StartupFailed, match="in use by another"), other.unserved():
                pytest.fail("it is served")
        with psycopg.connect(pooled_url.set(query={}).render_as_string(hide_password=False), prepare_threshold=None) as looking:
            held = "SELECT count(*) FROM pg_stat_activity WHERE backend_xmin IS NOT NULL AND state LIKE 'idle in%'"
            held += " AND datname = current_database()"
            assert looking.execute(held).fetchone() == (0,)  # VACUUM isn't held up
    assert not other.is_served()
