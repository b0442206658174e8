from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.legacy_import import adopt
from rxchat.db.maintenance.migrations import downgrade, migrate
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.messages.reading_order import newest_visible
from rxchat.db.transfer.archive_repository import ArchiveRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
# Of each message its id, its role and its parent.
FLAT = [(1, "user", None), (2, "assistant", None), (3, "user", None), (4, "assistant", None), (5, "assistant", None)]
RETRIED = [(1, "user", None), (2, "assistant", 1), (3, "user", 2), (4, "assistant", 3), (5, "assistant", 1), (6, "assistant", 1)]
ODD = [(1, "system", None), (2, "user", None), (3, "tool", 2), (4, "assistant", 2), (5, "user", 4), (6, "user", 4)]


@pytest.mark.parametrize(
    ("history", "expected"), [(FLAT, [1, 2, 3, 4, 5]), (RETRIED, [1, 6, 3, 4]), (ODD, [1, 2, 4, 5, 6]), ([], [])]
)
async def test_what_is_seen_and_in_which_order(
    database: Database, user_id: int, path: Path, sql: Sql, history: list[tuple[int, str, int | None]], expected: list[int]
) -> None:
    for conversation_id in (1, 2):
        sql(path, "INSERT INTO conversations (id, user_id) VALUES (?, ?)", conversation_id, user_id)
    for id_, role, parent in history:
        insert = "INSERT INTO messages (id, conversation_id, role, content, parent_message_id) VALUES (?, 1, ?, '', ?)"
        sql(path, insert, id_, role, parent)
    sql(path, "INSERT INTO messages (id, conversation_id, role, content) VALUES (100, 2, 'user', 'elsewhere')")
    async with database.session() as session:
        newest = list(await newest_visible(session, 1, limit=100))
        assert newest[::-1] == expected
        assert await newest_visible(session, 1, limit=None) == newest
        assert await newest_visible(session, 1, limit=1) == expected[-1:]
        for place, id_ in enumerate(expected):
            before = list(await newest_visible(session, 1, limit=2, before_id=id_))
            assert before[::-1] == expected[max(0, place - 2) : place]


SHUFFLED = [
    (301, "assistant", "2025-01-03T10:00:00.9Z"),
    (302, "user", "2025-01-01 10:00:00"),
    (303, "assistant", "2025-01-02 10:00:00"),
    (304, "user", "2025-01-02 10:00:00.5"),
]
IN_TIME_ORDER = ["302", "303", "304", "301"]


def quietly(_step: str) -> None:
    """Progress nobody listens to."""


@pytest.fixture
def shuffled_file(legacy_file: Path, sql: Sql) -> Path:
    """Conversation 20 with ids that disagree with the dates, and 21 and 22 in which one date is missing or says nothing."""
    sql(legacy_file, "INSERT INTO conversations (id, user_id, title) VALUES (20, 3, 'a'), (21, 3, 'b'), (22, 3, 'c')")
    for conversation_id, last in ((20, SHUFFLED[-1][2]), (21, None), (22, "yesterday")):
        for id_, role, day in SHUFFLED:
            insert = "INSERT INTO messages (id, conversation_id, role, content, created_at) VALUES (?, ?, ?, ?, ?)"
            date = last if id_ == SHUFFLED[-1][0] else day
            sql(legacy_file, insert, id_ + 100 * (conversation_id - 20), conversation_id, role, str(id_), date)
    return legacy_file


async def texts(path: Path, conversation_id: int, **page: int) -> list[str]:
    database = Database(path)
    seen = await MessageRepository(database).list_visible(3, conversation_id, **page)
    await database.aclose()
    return [message.text for message in seen]


@pytest.mark.parametrize("is_copied", [False, True], ids=["where it lies", "by adopting"])
async def test_a_flat_history_is_read_in_the_order_of_its_times_and_no_message_is_rewritten(
    shuffled_file: Path, tmp_path: Path, sql: Sql, is_copied: bool
) -> None:
    rows = "SELECT id, conversation_id, role, content, created_at, parent_message_id FROM messages ORDER BY id"
    before, place = sql(shuffled_file, rows), shuffled_file
    if is_copied:
        place = tmp_path / "data" / "rxchat.db"
        adopt(place, shuffled_file, is_dry_run=False, on_step=quietly)
    else:
        migrate(place, on_step=quietly)
    assert await texts(place, 20) == IN_TIME_ORDER
    assert await texts(place, 20, limit=2, before_id=301) == ["303", "304"]
    assert await texts(place, 20, limit=2, before_id=303) == ["302"]
    for no_order_of_times in (21, 22):
        assert await texts(place, no_order_of_times) == ["301", "302", "303", "304"]
    assert sql(place, rows) == before
    assert sql(place, "SELECT count(*) FROM rxchat_message_places") == [(4,)]  # a history in order needs none


async def test_a_history_out_of_order_is_listed_copied_retried_and_continued_in_the_order_of_its_times(
    shuffled_file: Path,
) -> None:
    migrate(shuffled_file, on_step=quietly)
    database = Database(shuffled_file)
    messages, conversations = MessageRepository(database), ConversationRepository(database)
    archives = ArchiveRepository(database)
    assert [message.content for _, message in await archives.messages(3, [20], limit=9)] == IN_TIME_ORDER
    copy = await conversations.duplicate(3, 20)
    assert [message.text for message in await messages.list_visible(3, copy.id)] == IN_TIME_ORDER

    retried = await messages.retry_turn(3, 301, "claude", "claude-sonnet-5")
    assert retried.user_message_id == 304
    await messages.finish(retried.reply_id, Outcome(status=MessageStatus.COMPLETE), text="again")
    more = NewTurn(user_id=3, conversation_id=20, text="more", title="", provider="claude", model="claude-sonnet-5")
    turn = await messages.begin_turn(more)
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="done")
    assert (await messages.get(3, turn.user_message_id)).parent_id == retried.reply_id
    everything = [*IN_TIME_ORDER, "again", "more", "done"]
    assert [message.content for _, message in await archives.messages(3, [20], limit=9)] == everything
    expected = [each for each in everything if each != "301"]
    assert [message.text for message in await messages.list_visible(3, 20)] == expected
    copy = await conversations.duplicate(3, 20)
    assert [message.text for message in await messages.list_visible(3, copy.id)] == expected
    await database.aclose()

    for revision in ("0007", "0001"):
        downgrade(shuffled_file, revision, on_step=quietly)
        migrate(shuffled_file, on_step=quietly)
        assert await texts(shuffled_file, 20) == expected


async def test_what_the_older_program_writes_after_a_downgrade_comes_last(shuffled_file: Path, sql: Sql) -> None:
    migrate(shuffled_file, on_step=quietly)
    downgrade(shuffled_file, "0001", on_step=quietly)
    sql(shuffled_file, "INSERT INTO messages (conversation_id, role, content) VALUES (20, 'user', 'later')")
    sql(shuffled_file, "DELETE FROM messages WHERE id = 303")
    migrate(shuffled_file, on_step=quietly)
    assert await texts(shuffled_file, 20) == ["302", "304", "301", "later"]
    database = Database(shuffled_file)
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM messages WHERE id = 301"))
    await database.aclose()
    assert sql(shuffled_file, "SELECT count(*) FROM rxchat_message_places WHERE message_id = 301") == [(0,)]
    assert sql(shuffled_file, "PRAGMA foreign_key_check(rxchat_message_places)") == []
