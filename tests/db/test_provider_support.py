"""The specification's nine steps for "Database Support for Multiple Providers", on files of the Claude-only program."""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest
from legacy_files import RETIRED, make_legacy_file

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.backups import back_up, list_backups
from rxchat.db.maintenance.inspection import DatabaseSummary, inspect_database
from rxchat.db.maintenance.migrations import downgrade, migrate
from rxchat.db.maintenance.progress import Progress
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import ConversationFilter, MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
QUIET = Progress(lambda _step: None)
SIZES = pytest.mark.parametrize("size", [0, 10_000])


@pytest.fixture(scope="session")
def legacy_files(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    folder = tmp_path_factory.mktemp("legacy")
    return {size: make_legacy_file(folder / f"{size}.db", size) for size in (0, 10_000)}


@pytest.fixture
def legacy(legacy_files: dict[int, Path], size: int, tmp_path: Path) -> Path:
    path = tmp_path / "claude.db"
    path.write_bytes(legacy_files[size].read_bytes())
    return path


@pytest.fixture
async def adopted(legacy: Path) -> AsyncIterator[Database]:
    migrate(legacy, on_step=lambda _step: None)
    database = Database(legacy)
    yield database
    await database.aclose()


def inventory(path: Path) -> DatabaseSummary:
    return inspect_database(path, QUIET)


@SIZES
def test_1_the_existing_database_is_backed_up(legacy: Path, size: int) -> None:
    copy = back_up(legacy, None, QUIET)
    assert inventory(copy) == inventory(legacy)
    assert inventory(copy).rows["messages"] == size


@SIZES
def test_2_the_migration_runs_keeps_every_row_and_can_be_repeated(legacy: Path, size: int, sql: Sql) -> None:
    before = inventory(legacy)
    for _ in range(2):
        migrate(legacy, on_step=lambda _step: None)
        after = inventory(legacy)
        assert {table: after.rows[table] for table in before.rows} == before.rows
        assert before.objects <= after.objects
        assert all(set(columns) <= set(after.columns[table]) for table, columns in before.columns.items())
        sql(legacy, "UPDATE alembic_version SET version_num = '0001'")
    assert len(list_backups(legacy)) == 2


@SIZES
def test_3_and_4_all_conversations_messages_and_calls_are_claudes(legacy: Path, size: int, sql: Sql) -> None:
    migrate(legacy, on_step=lambda _step: None)
    for table in ("conversations", "messages", "usage_tracking"):
        assert sql(legacy, f"SELECT DISTINCT provider FROM {table}") == ([("claude",)] if size else [])
    [(unlike,)] = sql(
        legacy,
        "SELECT count(*) FROM usage_tracking u JOIN messages m ON m.id = u.message_id WHERE m.provider <> u.provider",
    )
    assert unlike == 0


@SIZES
async def test_5_and_6_a_new_conversation_of_another_provider_says_so_on_every_row(
    adopted: Database, legacy: Path, size: int, sql: Sql
) -> None:
    sql(legacy, "INSERT OR IGNORE INTO users (id, email, name) VALUES (3, 'ada@example.org', 'Ada')")
    messages = MessageRepository(adopted)
    turn = await messages.begin_turn(
        NewTurn(
            user_id=3, conversation_id=None, text="Bonjour", title="Bonjour", provider="mistral", model="mistral-large-latest"
        )
    )
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE, finish_reason=FinishReason.STOP), text="Salut")
    assert sql(legacy, "SELECT provider FROM conversations WHERE id = ?", turn.conversation_id) == [("mistral",)]
    assert sql(legacy, "SELECT provider FROM messages WHERE conversation_id = ?", turn.conversation_id) == [("mistral",)] * 2
    assert sql(legacy, "SELECT provider FROM usage_tracking WHERE message_id = ?", turn.reply_id) == [("mistral",)]


@SIZES
async def test_7_conversations_are_found_by_provider_through_an_index(
    adopted: Database, legacy: Path, size: int, sql: Sql
) -> None:
    for table in ("conversations", "usage_tracking"):
        plan = sql(legacy, f"EXPLAIN QUERY PLAN SELECT count(*) FROM {table} WHERE provider = 'mistral'")
        assert f"idx_{table}_provider" in str(plan)
    conversations = ConversationRepository(adopted)
    with adopted.recorded() as statements:
        assert await conversations.list_recent(3, wanted=ConversationFilter(provider="mistral")) == []
        found = await conversations.list_recent(3, wanted=ConversationFilter(provider="claude"), limit=20)
    assert len(found) == (20 if size else 0)
    plan = str(sql(legacy, f"EXPLAIN QUERY PLAN {statements[0]}", *[3] * statements[0].count("?")))
    assert "ix_conversations_recent" in plan or "idx_conversations_provider" in plan
    assert "SCAN conversations" not in plan  # but of the subquery that puts together what the indexes find
    assert "SCAN messages" not in plan


@pytest.mark.parametrize("size", [10_000])
async def test_8_existing_conversations_list_open_search_and_continue(
    adopted: Database, legacy: Path, size: int, sql: Sql
) -> None:
    conversations, messages = ConversationRepository(adopted), MessageRepository(adopted)
    listed = await conversations.list_recent(3, limit=1000)
    kept = "SELECT id FROM conversations WHERE user_id = ? AND NOT is_deleted AND NOT is_archived"
    assert {conversation.id for conversation in listed} == {id_ for (id_,) in sql(legacy, kept, 3)}
    flat = [conversation for conversation in listed if conversation.id >= 100]
    assert {conversation.id % 5 == 0 for conversation in flat[:10]} == {True, False}  # with ids that disagree with the dates, too
    for chosen in flat[:10]:
        assert (chosen.provider, chosen.model) == ("claude", RETIRED)
        opened = await messages.list_visible(3, chosen.id, limit=1000)
        times = sql(legacy, "SELECT id FROM messages WHERE conversation_id = ? ORDER BY created_at, id", chosen.id)
        assert [message.id for message in opened] == [id_ for (id_,) in times]
    chosen = flat[0]
    hits = await conversations.search(3, "boiler whistle", limit=20)
    assert len(hits) == 20
    assert {hit.conversation_id for hit in hits} <= {conversation.id for conversation in listed}
    turn = await messages.begin_turn(
        NewTurn(user_id=3, conversation_id=chosen.id, text="Go on", title="", provider="claude", model="claude-sonnet-5")
    )
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="On it goes.")
    assert [message.text for message in (await messages.list_visible(3, chosen.id))[-2:]] == ["Go on", "On it goes."]


@pytest.mark.parametrize("size", [0])
async def test_8_a_file_without_conversations_opens_empty(adopted: Database, size: int) -> None:
    conversations = ConversationRepository(adopted)
    assert await conversations.list_recent(3) == await conversations.search(3, "boiler") == []


@SIZES
def test_9_rolling_back_leaves_a_file_the_older_program_can_work_with(legacy: Path, size: int, sql: Sql) -> None:
    before = inventory(legacy)
    migrate(legacy, on_step=lambda _step: None)
    downgrade(legacy, "0001", on_step=lambda _step: None)
    after = inventory(legacy)
    assert {table: after.rows[table] for table in before.rows} == before.rows
    assert after.objects - before.objects == {("index", "ix_conversations_user")}
    assert not any("provider" in columns for columns in after.columns.values())
    with closing(sqlite3.connect(legacy)) as older:
        older.execute("PRAGMA foreign_keys=ON")
        older.execute("INSERT OR IGNORE INTO users (id, email, name) VALUES (3, 'ada@example.org', 'Ada')")
        older.execute("INSERT INTO conversations (id, user_id, title) VALUES (5, 3, 'Old again')")
        older.execute("INSERT INTO messages (conversation_id, role, content) VALUES (5, 'user', 'Hello')")
        assert older.execute("SELECT model, is_unread FROM conversations WHERE id = 5").fetchone() == (RETIRED, 1)
        older.execute("DELETE FROM conversations WHERE id = 5")
        assert older.execute("SELECT count(*) FROM messages WHERE conversation_id = 5").fetchone() == (0,)
        older.commit()
    migrate(legacy, on_step=lambda _step: None)
    assert inventory(legacy).rows["messages"] == size
