from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.maintenance.integrity import check_integrity
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.maintenance.progress import Progress
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.errors import StartupFailed
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]
QUIET = Progress(lambda _step: None)


def faults(path: Path, *, is_served: bool = False) -> list[tuple[str, str]]:
    return [(fault.kind, fault.text) for fault in check_integrity(path, QUIET, is_served=is_served)]


def test_a_new_database_is_sound_and_stays_as_it_is(path: Path) -> None:
    before = path.read_bytes()
    assert faults(path) == []
    assert path.read_bytes() == before


@pytest.mark.parametrize("is_adopted", [True, False])
def test_references_that_lead_nowhere_are_counted(legacy_file: Path, sql: Sql, is_adopted: bool) -> None:
    sql(legacy_file, "INSERT INTO usage_tracking (user_id, conversation_id, model) VALUES (3, 998, 'm'), (3, 999, 'm')")
    if is_adopted:
        migrate(legacy_file, on_step=lambda _step: None)
    assert faults(legacy_file) == [
        ("reference", "1 row of messages with references to missing rows of conversations."),
        ("orphans", "2 rows of usage_tracking with references to missing rows of conversations (conversation_id)."),
    ]


def test_conversations_of_nobody_are_counted(legacy_file: Path, sql: Sql) -> None:
    sql(legacy_file, "DELETE FROM users WHERE id = 3")
    sql(legacy_file, "DELETE FROM messages WHERE conversation_id = 999")
    expected = ("ownerless", "4 conversations without an owner, or with one that no longer exists.")
    for _ in range(2):
        assert [fault for fault in faults(legacy_file) if "conversations" in fault[1]] == [expected]
        migrate(legacy_file, on_step=lambda _step: None)


async def test_answers_nobody_writes_are_a_fault_unless_somebody_does(path: Path, messages: MessageRepository, ask: Ask) -> None:
    await messages.begin_turn(ask())
    assert faults(path) == [("streaming", "1 response marked as in progress, but nothing is writing them.")]
    assert faults(path, is_served=True) == []


def test_a_search_index_out_of_step_is_a_fault_and_the_advice_mends_it(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'me')")
    sql(path, "INSERT INTO conversations (id, user_id, title) VALUES (1, 1, 'Piston')")
    sql(path, "DROP TRIGGER rxchat_messages_fts_insert")
    sql(path, "INSERT INTO messages (conversation_id, role, content) VALUES (1, 'user', 'flywheel')")
    assert faults(path) == [("search", "The search index rxchat_messages_fts has missing or extra entries for 1 row.")]
    sql(path, "UPDATE alembic_version SET version_num = '0004'")  # what going down and up again comes to
    migrate(path, on_step=lambda _step: None)
    assert faults(path) == []


def test_what_sqlite_gives_up_on_is_a_fault_and_what_is_no_database_is_refused(path: Path) -> None:
    damaged = bytearray(path.read_bytes())
    damaged[110:140] = b"x" * 30
    path.write_bytes(damaged)
    assert faults(path) == [("integrity", f"The database {path} is corrupted.")]
    path.write_bytes(b"Dear diary, " * 1000)
    with pytest.raises(StartupFailed, match="isn't a SQLite database"):
        faults(path)


def test_damage_is_a_fault(path: Path, sql: Sql) -> None:
    sql(path, "INSERT INTO users (id, email) VALUES (1, 'me')")
    for _ in range(300):
        sql(path, "INSERT INTO conversations (user_id, title) VALUES (1, hex(randomblob(90)))")
    damaged = bytearray(path.read_bytes())
    at = damaged.rindex(sql(path, "SELECT title FROM conversations ORDER BY id DESC LIMIT 1")[0][0].encode())  # type: ignore[attr-defined]
    damaged[at - 20 : at + 2000] = b"\xff" * 2020
    path.write_bytes(damaged)
    assert {kind for kind, _ in faults(path)} == {"integrity"}
