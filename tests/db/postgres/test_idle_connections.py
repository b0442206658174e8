from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import URL, Engine, NullPool, QueuePool, create_engine, text
from sqlalchemy.exc import OperationalError

from rxchat.db.postgres import idle_connections
from rxchat.db.postgres.idle_connections import ping_idle

OWN = text("SELECT pg_backend_pid()")
END = text("SELECT pg_terminate_backend(:pid, 5000)")


class Watched:
    """An engine, and how often its connections were pinged."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.pings = 0
        ping = engine.dialect.do_ping

        def counted(connection: Any) -> bool:
            self.pings += 1
            return ping(connection)

        engine.dialect.do_ping = counted  # pyright: ignore[reportAttributeAccessIssue]
        ping_idle(engine)

    def pid(self) -> int:
        with self.engine.connect() as connection:
            return connection.scalar(OWN) or 0

    def pids(self) -> set[int]:
        with self.engine.connect() as one, self.engine.connect() as other:
            return {one.scalar(OWN) or 0, other.scalar(OWN) or 0}


@pytest.fixture
def watched(postgres_url: URL) -> Iterator[Watched]:
    engine = create_engine(postgres_url, poolclass=QueuePool, pool_size=2)
    yield Watched(engine)
    engine.dispose()


def test_a_connection_in_steady_use_is_not_pinged(watched: Watched):
    assert len({watched.pid() for _ in range(20)}) == 1
    assert watched.pings == 0


def test_one_that_was_idle_is_pinged_once(watched: Watched, monkeypatch: pytest.MonkeyPatch):
    first = watched.pid()
    monkeypatch.setattr(idle_connections, "IDLE", 0)
    assert watched.pid() == first
    assert watched.pings == 1


def test_those_that_broke_while_idle_are_replaced(watched: Watched, postgres_url: URL, monkeypatch: pytest.MonkeyPatch):
    old = watched.pids()
    monkeypatch.setattr(idle_connections, "IDLE", 0)
    end(postgres_url, old)
    assert not old & watched.pids()


def test_of_those_that_break_in_steady_use_one_fails(watched: Watched, postgres_url: URL):
    old = watched.pids()
    end(postgres_url, old)
    with pytest.raises(OperationalError, match="terminating connection"):
        watched.pid()
    assert not old & watched.pids()


def end(url: URL, pids: set[int]) -> None:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        for pid in pids:
            assert connection.scalar(END, {"pid": pid})
