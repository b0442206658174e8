"""SQLite engines: the connections to a file, for coroutines and for threads."""

from pathlib import Path

from sqlalchemy import URL, Engine, QueuePool, create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from rxchat.db.one_step_cursor import OneStepDriver
from rxchat.db.sqlite import prepare


def async_engine(path: Path, pragmas: tuple[str, ...]) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(path)),
        connect_args={"isolation_level": None},
        module=OneStepDriver(),
        hide_parameters=True,  # the error of a failed statement must not log a message's text
    )
    prepare(engine.sync_engine, pragmas)
    return engine


def threads_engine(path: Path, pragmas: tuple[str, ...]) -> Engine:
    """One connection, used by one thread after the other."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"isolation_level": None, "check_same_thread": False},
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        hide_parameters=True,
    )
    prepare(engine, pragmas)
    return engine
