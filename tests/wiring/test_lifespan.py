"""Everything put together over a real database."""

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, aclosing, closing
from pathlib import Path

import pytest

from rxchat import wiring
from rxchat.config import Settings
from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import StartupFailed
from rxchat.domain.turns import NewTurn


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(data_dir=tmp_path)
    migrate(made.sqlite_path, on_step=lambda _: None)
    return made


async def test_the_services_are_there_inside_the_block_and_only_there(settings: Settings):
    async with wiring.serving(settings) as built:
        assert wiring.services() is built
        assert {"claude", "local"} <= set(built.providers.registry.names())
    with pytest.raises(StartupFailed, match="rxchat run"):
        wiring.services()


async def test_the_first_start_makes_a_secret_key_and_later_ones_keep_to_it(settings: Settings):
    async with wiring.serving(settings):
        key = (settings.data_dir / "secret.key").read_bytes()
    async with wiring.serving(settings):
        assert (settings.data_dir / "secret.key").read_bytes() == key


async def test_another_secret_key_stops_the_start_in_words(settings: Settings):
    async with wiring.serving(settings):
        pass
    other = Settings(data_dir=settings.data_dir, secret_key="another passphrase, long enough")  # pyright: ignore[reportArgumentType]
    with pytest.raises(StartupFailed, match="doesn't match this database"):
        async with wiring.serving(other):
            pass


async def test_a_lost_secret_key_is_not_replaced_behind_ones_back(settings: Settings):
    async with wiring.serving(settings):
        pass
    (settings.data_dir / "secret.key").unlink()
    with pytest.raises(StartupFailed):
        async with wiring.serving(settings):
            pass
    assert not (settings.data_dir / "secret.key").exists()


async def test_answers_of_a_dead_process_are_marked_at_the_start(settings: Settings):
    database = Database(settings.sqlite_path)
    user = await UserRepository(database).local_user()
    turn = NewTurn(user_id=user, conversation_id=None, text="Hi", title="Hi", provider="claude", model="m")
    started = await MessageRepository(database).begin_turn(turn)
    await database.aclose()
    async with wiring.serving(settings) as built:
        reply = await built.chat.messages.get(user, started.reply_id)
    assert reply.status is MessageStatus.INTERRUPTED


async def test_a_database_that_was_open_is_left_open(settings: Settings):
    async with aclosing(Database(settings.sqlite_path)) as database:
        async with wiring.serving(settings, database=database) as built:
            user = built.auth.local_user_id
        assert await UserRepository(database).local_user() == user


async def test_what_fails_to_close_does_not_keep_the_rest_open(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    closed: list[str] = []

    def close(name: str, *, fails: bool) -> Callable[[], Awaitable[None]]:
        async def aclose() -> None:
            closed.append(name)
            if fails:
                raise OSError(f"{name} failed")

        return aclose

    async with AsyncExitStack() as stack:
        built = await stack.enter_async_context(wiring.serving(settings))
        monkeypatch.setattr(built.chat.generations, "aclose", close("generations", fails=True))
        monkeypatch.setattr(built.chat.titles, "aclose", close("titles", fails=False))
        built.providers.health.worked("claude", 12)
        with pytest.raises(OSError, match="generations failed"):
            await stack.aclose()
    assert closed == ["generations", "titles"]
    with pytest.raises(StartupFailed):
        wiring.services()
    async with wiring.serving(settings) as again:
        assert again.providers.health.of("claude").latency_ms == 12


async def test_the_local_user_is_the_person_the_settings_name(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settings.sqlite_path)) as connection, connection:
        connection.execute("INSERT INTO users (id, email) VALUES (7, 'ada@example.org'), (8, 'bob@example.org')")
    async with wiring.serving(settings.model_copy(update={"local_user": "bob@example.org"})) as built:
        assert built.auth.local_user_id == 8
    with pytest.raises(StartupFailed, match="No user in the database"):
        async with wiring.serving(settings.model_copy(update={"local_user": "eve@example.org"})):
            pytest.fail("somebody unknown was let in")
