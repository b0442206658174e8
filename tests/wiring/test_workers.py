"""The roll, as it is put together: none with SQLite, and with PostgreSQL this process on it."""

import asyncio
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import URL

from rxchat import wiring
from rxchat.config import Settings
from rxchat.db.database import Database
from rxchat.domain.errors import NotSaved
from rxchat.services.events import ConversationChanged, Origin
from rxchat.wiring.container import Services
from rxchat.wiring.workers import this_process


@pytest.fixture
def on_postgres(postgres_url: URL, tmp_path: Path) -> Settings:
    import_module("postgres_server").clear(postgres_url)
    return Settings(data_dir=tmp_path, database_url=postgres_url.render_as_string(hide_password=False))


async def ids(services: Services) -> list[str]:
    assert services.roll is not None
    return [worker.id for worker in await services.roll.living()]


async def test_one_process_over_a_file_is_on_no_roll(settings: Settings, database: Database):
    async with wiring.serving(settings, database=database) as built:
        assert built.roll is None
    with database.recorded() as statements:
        async with wiring.serving(settings, database=database):
            pass
    assert [statement for statement in statements if "workers" in statement] == []


async def test_each_process_is_on_it_while_it_serves(on_postgres: Settings):
    first, second = this_process(), this_process()
    async with wiring.serving(on_postgres, worker=first) as built:
        assert await ids(built) == [first.id]
        async with wiring.serving(on_postgres, worker=second, is_alone=False) as other:
            assert set(await ids(other)) == {first.id, second.id}
        assert await ids(built) == [first.id]


async def test_what_changes_in_one_process_is_heard_in_the_other(on_postgres: Settings):
    async with wiring.serving(on_postgres) as one, wiring.serving(on_postgres, is_alone=False) as two:
        assert one.roll is not None
        await one.roll.look()
        assert not one.roll.is_alone
        with two.events.subscribe(ConversationChanged, origin=Origin.ELSEWHERE) as heard:
            one.events.publish(ConversationChanged(1, 2))
            async with asyncio.timeout(10):
                async for batch in heard:
                    if ConversationChanged(1, 2) in batch:
                        break


async def test_what_a_dead_import_left_is_cleared_by_one_that_serves_alone(on_postgres: Settings):
    async with wiring.serving(on_postgres) as first:
        left = on_postgres.data_dir / "uploads" / "upload-1"
        left.parent.mkdir()
        left.write_text("left")
        async with wiring.serving(on_postgres, is_alone=False):
            assert left.exists()
        assert first.roll is not None
    async with wiring.serving(on_postgres, is_alone=False):
        assert not left.exists()


async def test_one_that_cannot_say_goodbye_ends_all_the_same(
    on_postgres: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async def fails(_self: object) -> None:
        raise NotSaved("The database server doesn't answer.")

    with monkeypatch.context() as patch:
        patch.setattr("rxchat.db.workers.WorkerRepository.leave", fails)
        async with wiring.serving(on_postgres):
            pass
    assert "only after some seconds" in caplog.text
    async with wiring.serving(on_postgres) as built:
        assert len(await ids(built)) == 1
