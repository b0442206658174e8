"""The engines of a file: what each statement meets, from coroutines and from threads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rxchat.db.sqlite import SERVING_PRAGMAS, WRITING_PRAGMAS
from rxchat.db.sqlite_engines import async_engine, threads_engine

ADD_TWICE = text("INSERT INTO users (id, email) VALUES (1, :email), (1, :email)")


def test_threads_take_turns_with_one_connection(path: Path) -> None:
    engine = threads_engine(path, SERVING_PRAGMAS)
    together = Barrier(3)

    def look() -> tuple[object, int]:
        together.wait()
        with engine.connect() as connection:
            return connection.exec_driver_sql("PRAGMA foreign_keys").scalar(), id(connection.connection.dbapi_connection)

    with ThreadPoolExecutor(3) as threads:
        found = {future.result() for future in [threads.submit(look) for _ in range(3)]}
    engine.dispose()
    assert [foreign_keys for foreign_keys, _connection in found] == [1]


async def test_an_error_does_not_tell_what_was_written(path: Path) -> None:
    engine = threads_engine(path, WRITING_PRAGMAS)
    with pytest.raises(IntegrityError) as in_thread, engine.begin() as connection:
        connection.execute(ADD_TWICE, {"email": "ada@example.org"})
    engine.dispose()
    coroutines = async_engine(path, WRITING_PRAGMAS)
    with pytest.raises(IntegrityError) as in_coroutine:
        async with coroutines.begin() as connection:
            await connection.execute(ADD_TWICE, {"email": "ada@example.org"})
    await coroutines.dispose()
    assert "ada" not in f"{in_thread.value} {in_coroutine.value}"
