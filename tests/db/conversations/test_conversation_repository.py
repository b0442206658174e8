from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.database import Database
from rxchat.db.maintenance.migrations import migrate
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.errors import NotFound
from rxchat.domain.turns import NewTurn

Sql = Callable[..., list[tuple[object, ...]]]
Ask = Callable[..., NewTurn]


@pytest.fixture
def conversations(database: Database) -> ConversationRepository:
    return ConversationRepository(database)


async def test_a_new_conversation_is_listed_with_its_title_and_model(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int
) -> None:
    turn = await messages.begin_turn(ask())
    [listed] = await conversations.list_recent(user_id)
    assert (listed.id, listed.title, listed.provider, listed.model) == (turn.conversation_id, "Greeting", "acme", "model-a")
    assert abs((datetime.now(UTC) - listed.updated_at).total_seconds()) < 60
    assert await conversations.get(user_id, listed.id) == listed


async def test_the_newest_activity_comes_first_and_renaming_moves_nothing(
    conversations: ConversationRepository, user_id: int, path: Path, sql: Sql
) -> None:
    for number, active in enumerate(("2025-01-02 00:00:00", "2025-01-03T00:00:00Z", None, "2025-01-01 00:00:00.5"), 1):
        sql(
            path,
            "INSERT INTO conversations (id, user_id, last_message_at, updated_at) VALUES (?, ?, ?, '2025-01-02 12:00:00')",
            number, user_id, active,
        )  # fmt: skip
    assert [c.id for c in await conversations.list_recent(user_id)] == [2, 3, 1, 4]
    await conversations.rename(user_id, 4, "Renamed")
    assert [c.id for c in await conversations.list_recent(user_id)] == [2, 3, 1, 4]
    assert (await conversations.get(user_id, 4)).title == "Renamed"


@pytest.mark.parametrize("size", [1, 3, 7, 100])
async def test_pages_follow_one_another_without_gap_or_repeat(
    conversations: ConversationRepository, user_id: int, path: Path, sql: Sql, size: int
) -> None:
    dates = ["2025-01-01 00:00:00", "2025-01-01 00:00:00.250", "2025-01-01T00:00:00.999999Z", None, "2025-01-02 00:00:00"]
    for number in range(20):
        sql(
            path,
            "INSERT INTO conversations (user_id, last_message_at, updated_at, created_at) VALUES (?, ?, ?, ?)",
            user_id, *[dates[number % 5]] * 3,
        )  # fmt: skip
    whole = [c.id for c in await conversations.list_recent(user_id)]
    assert len(whole) == 20
    seen: list[int] = []
    page = await conversations.list_recent(user_id, limit=size)
    while page:
        seen += [c.id for c in page]
        page = await conversations.list_recent(user_id, limit=size, before=(page[-1].updated_at, page[-1].id))
    assert seen == whole


async def test_deleted_and_archived_conversations_are_not_listed_and_can_be_restored(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
) -> None:
    deleted, archived, kept = [(await messages.begin_turn(ask())).conversation_id for _ in range(3)]
    await conversations.delete(user_id, deleted)
    sql(path, "UPDATE conversations SET is_archived = 1 WHERE id = ?", archived)
    assert [c.id for c in await conversations.list_recent(user_id)] == [kept]
    with pytest.raises(NotFound):
        await conversations.get(user_id, deleted)
    with pytest.raises(NotFound):
        await conversations.delete(user_id, deleted)
    with pytest.raises(NotFound):
        await messages.list_visible(user_id, deleted)
    await conversations.restore(user_id, deleted)
    assert (await conversations.get(user_id, deleted)).id == deleted
    assert len(await messages.list_visible(user_id, deleted)) == 2


async def test_a_stranger_sees_and_changes_nothing(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int, stranger_id: int
) -> None:
    mine = (await messages.begin_turn(ask())).conversation_id
    before = await conversations.get(user_id, mine)
    assert await conversations.list_recent(stranger_id) == []
    for attempt in (
        conversations.get(stranger_id, mine),
        conversations.rename(stranger_id, mine, "Stolen"),
        conversations.delete(stranger_id, mine),
        conversations.restore(stranger_id, mine),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await conversations.get(user_id, mine) == before


async def test_an_adopted_file_lists_each_users_own(legacy_file: Path) -> None:
    migrate(legacy_file, on_step=lambda _step: None)
    database = Database(legacy_file)
    conversations = ConversationRepository(database)
    untitled, flat = await conversations.list_recent(3)
    assert (untitled.id, untitled.title, untitled.is_pinned) == (11, "", False)
    assert (flat.id, flat.title, flat.is_pinned, flat.provider) == (10, "Flat", True, "claude")
    assert flat.model == "claude-sonnet-4-20250514"
    assert [c.id for c in await conversations.list_recent(4)] == [14]
    await database.aclose()


async def test_a_page_is_one_statement(
    conversations: ConversationRepository, user_id: int, path: Path, sql: Sql, database: Database
) -> None:
    for _ in range(60):
        sql(path, "INSERT INTO conversations (user_id, title) VALUES (?, 'x')", user_id)
    with database.recorded() as statements:
        assert len(await conversations.list_recent(user_id)) == 50
    assert len(statements) == 1


async def test_pinning_and_archiving_can_be_undone_and_move_nothing(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int, stranger_id: int
) -> None:
    first, second = [(await messages.begin_turn(ask())).conversation_id for _ in range(2)]
    before = await conversations.list_recent(user_id)
    await conversations.pin(user_id, first)
    assert [(c.id, c.is_pinned) for c in await conversations.list_recent(user_id)] == [(second, False), (first, True)]
    await conversations.archive(user_id, first)
    assert [c.id for c in await conversations.list_recent(user_id)] == [second]
    assert (await conversations.get(user_id, first)).is_archived
    for attempt in (conversations.pin(stranger_id, first), conversations.archive(stranger_id, first)):
        with pytest.raises(NotFound):
            await attempt
    await conversations.pin(user_id, first, is_pinned=False)
    await conversations.archive(user_id, first, is_archived=False)
    assert await conversations.list_recent(user_id) == before


async def test_a_name_takes_the_place_of_the_one_it_was_made_for_and_of_no_other(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int
) -> None:
    turn = await messages.begin_turn(ask())
    assert await conversations.name(user_id, turn.conversation_id, "By a model", instead_of="Greeting")
    await conversations.rename(user_id, turn.conversation_id, "By a person")
    assert not await conversations.name(user_id, turn.conversation_id, "By a model again", instead_of="By a model")
    assert not await conversations.name(user_id + 1, turn.conversation_id, "A stranger's", instead_of="By a person")
    assert (await conversations.get(user_id, turn.conversation_id)).title == "By a person"


async def test_a_time_in_the_future_is_not_believed(
    conversations: ConversationRepository, messages: MessageRepository, ask: Ask, user_id: int, path: Path, sql: Sql
) -> None:
    """A clock that was ahead: what was written then stands where it was written, and what is new above it."""
    insert = "INSERT INTO conversations (id, user_id, created_at, updated_at, last_message_at) VALUES (?, ?, ?, ?, ?)"
    sql(path, insert, 1, user_id, *["2031-01-01 00:00:00"] * 3)
    sql(path, insert, 2, user_id, *["2026-01-02 00:00:00"] * 3)
    sql(path, insert, 3, user_id, *["2030-01-01T00:00:00Z"] * 3)
    sql(path, insert, 4, user_id, *["2029-01-01 00:00:00"] * 3)
    sql(path, insert, 5, user_id, "2026-01-05 00:00:00", *["2029-01-01 00:00:00"] * 2)
    sql(path, insert, 6, user_id, "2026-01-06 00:00:00", *["2029-01-01 00:00:00"] * 2)
    said = "INSERT INTO messages (conversation_id, role, content, created_at) VALUES (6, 'user', 'Hi', ?)"
    for at in ("2026-01-06 00:00:00", "2026-01-07 12:00:00", "2029-01-01 00:00:00"):
        sql(path, said, at)
    new = (await messages.begin_turn(ask())).conversation_id

    listed = await conversations.list_recent(user_id)
    assert [conversation.id for conversation in listed] == [new, 6, 5, 4, 3, 2, 1]
    assert [f"{conversation.updated_at:%d}" for conversation in listed[1:]] == ["07", "05", "02", "02", "02", "02"]
    assert await conversations.get(user_id, 3) == listed[4]
    seen: list[int] = []
    while page := await conversations.list_recent(
        user_id, limit=2, before=(listed[len(seen) - 1].updated_at, seen[-1]) if seen else None
    ):
        seen += [conversation.id for conversation in page]
    assert seen == [conversation.id for conversation in listed]


async def test_what_is_all_in_the_future_is_as_new_as_can_be(
    conversations: ConversationRepository, user_id: int, path: Path, sql: Sql
) -> None:
    for number in (1, 2):
        sql(
            path, "INSERT INTO conversations (id, user_id, last_message_at) VALUES (?, ?, '2031-01-01 00:00:00')", number, user_id
        )
    listed = await conversations.list_recent(user_id)
    assert [conversation.id for conversation in listed] == [2, 1]
    assert all(abs((datetime.now(UTC) - conversation.updated_at).total_seconds()) < 60 for conversation in listed)
