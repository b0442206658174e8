"""Statements that take one step of the connection's thread."""

from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import URL, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from rxchat.db.one_step_cursor import OneStepDriver


@pytest.fixture
async def engine(tmp_path: Path):
    made = create_async_engine(URL.create("sqlite+aiosqlite", database=str(tmp_path / "file.db")), module=OneStepDriver())
    async with made.begin() as connection:
        await connection.execute(text("CREATE TABLE valve (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        await connection.execute(text("INSERT INTO valve (name) VALUES (:name)"), [{"name": "ball"}, {"name": "gate"}])
    yield made
    await made.dispose()


@pytest.mark.parametrize(
    ("statement", "rows", "rowcount"),
    [
        ("SELECT name FROM valve ORDER BY id", [("ball",), ("gate",)], -1),
        ("SELECT name FROM valve WHERE id > 7", [], -1),
        ("UPDATE valve SET name = name || '!' RETURNING id", [(1,), (2,)], 2),
        ("DELETE FROM valve WHERE id = 2", None, 1),
    ],
)
async def test_a_statement_and_its_rows_take_one_step(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch, statement: str, rows: list[Any] | None, rowcount: int
):
    steps: list[object] = []
    run: Any = getattr(aiosqlite.Connection, "_execute")  # noqa: B009 - private

    async def counted(connection: Any, step: Any, *args: Any) -> Any:
        steps.append(step)
        return await run(connection, step, *args)

    async with engine.connect() as connection:
        monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
        result = await connection.execute(text(statement))
        assert (len(steps), result.rowcount) == (1, rowcount)
        assert rows is None or [tuple(row) for row in result] == rows


async def test_the_id_of_an_inserted_row_is_known(engine: AsyncEngine):
    async with engine.begin() as connection:
        assert (await connection.execute(text("INSERT INTO valve (name) VALUES ('needle')"))).lastrowid == 3


async def test_a_statement_that_fails_leaves_the_connection_usable(engine: AsyncEngine):
    async with engine.connect() as connection:
        with pytest.raises(IntegrityError):
            await connection.execute(text("INSERT INTO valve (name) VALUES ('ball')"))
        assert (await connection.execute(text("SELECT count(*) FROM valve"))).scalar_one() == 2


async def test_a_long_result_is_streamed(engine: AsyncEngine):
    async with engine.connect() as connection, connection.stream(text("SELECT id FROM valve ORDER BY id")) as result:
        assert [row.id async for row in result] == [1, 2]
