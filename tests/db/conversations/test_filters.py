from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.filters import matching
from rxchat.db.database import Database
from rxchat.domain.conversations import ConversationFilter

Sql = Callable[..., list[tuple[object, ...]]]
SECOND_OF_JANUARY = datetime(2025, 1, 2, tzinfo=UTC)

ROWS = (
    (1, "2025-01-01 00:00:00", "claude", 0, 0, 0),
    (2, "2025-01-02T00:00:00.5Z", "mistral", 0, 1, 0),
    (3, "2025-01-03 00:00:00", "claude", 1, 0, 0),
    (4, "2025-01-04 00:00:00", "claude", None, None, None),
    (5, "2025-01-05 00:00:00", "claude", 0, 0, 1),
)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ConversationFilter(), [4, 2, 1]),
        (ConversationFilter(provider="mistral"), [2]),
        (ConversationFilter(is_archived=True), [3]),
        (ConversationFilter(is_archived=None), [4, 3, 2, 1]),
        (ConversationFilter(is_pinned=True), [2]),
        (ConversationFilter(is_pinned=False), [4, 1]),
        (ConversationFilter(since=SECOND_OF_JANUARY), [4, 2]),
        (ConversationFilter(until=SECOND_OF_JANUARY), [1]),
        (ConversationFilter(since=SECOND_OF_JANUARY, until=SECOND_OF_JANUARY + timedelta(days=1)), [2]),
        (ConversationFilter(since=datetime(2025, 1, 4, 1, tzinfo=timezone(timedelta(hours=1)))), [4]),
        (ConversationFilter(since=datetime(2025, 1, 4, tzinfo=timezone(timedelta(hours=-1)))), []),
    ],
)
async def test_a_filter_lets_through_what_it_says(
    database: Database, user_id: int, path: Path, sql: Sql, wanted: ConversationFilter, expected: list[int]
) -> None:
    for row in ROWS:
        sql(
            path,
            "INSERT INTO conversations (user_id, id, last_message_at, provider, is_archived, is_pinned, is_deleted)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            user_id, *row,
        )  # fmt: skip
    found = await ConversationRepository(database).list_recent(user_id, wanted=wanted)
    assert [conversation.id for conversation in found] == expected


def test_a_filter_is_always_of_one_person() -> None:
    assert "conversations.user_id" in str(matching(7, ConversationFilter())[0])


async def test_what_an_adopted_file_left_blank_is_claudes(database: Database, path: Path, sql: Sql) -> None:
    user_id = await UserRepository(database).local_user()
    for provider in (None, "", "claude", "mistral"):
        sql(path, "INSERT INTO conversations (user_id, title, provider) VALUES (?, 'T', ?)", user_id, provider)
    conversations = ConversationRepository(database)
    found = await conversations.list_recent(user_id, wanted=ConversationFilter(provider="claude"))
    assert [one.provider for one in found] == ["claude"] * 3
    assert len(await conversations.list_recent(user_id, wanted=ConversationFilter(provider="mistral"))) == 1


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("openai:gpt", [2, 1]),
        ("gpt", [3, 2, 1]),
        ("azure:gpt", [3]),
        ("openai:gp", []),
        ("ollama:llama3:8b", [4]),
        ("claude:c", [5]),
    ],
)
async def test_a_model_is_one_of_its_providers_or_an_id_alone(
    database: Database, user_id: int, path: Path, sql: Sql, model: str, expected: list[int]
) -> None:
    rows = (("openai", "gpt"), ("openai", "gpt"), ("azure", "gpt"), ("ollama", "llama3:8b"), (None, "c"))
    for number, row in enumerate(rows, 1):
        at = f"2025-01-0{number} 00:00:00"
        sql(path, "INSERT INTO conversations (user_id, last_message_at, provider, model) VALUES (?, ?, ?, ?)", user_id, at, *row)
    found = await ConversationRepository(database).list_recent(user_id, wanted=ConversationFilter(model=model))
    assert [one.id for one in found] == expected


async def keep_together(path: Path, sql: Sql, user_id: int, stranger_id: int) -> None:
    """Two conversations in a project and a folder of their person, with a third in a folder below; the stranger has the same."""
    for number, person in enumerate((user_id, stranger_id)):
        first = 1 + 10 * number
        sql(path, "INSERT INTO projects (id, user_id, name) VALUES (?, ?, 'Garden')", first, person)
        for folder, above in ((first, None), (first + 1, first)):
            sql(
                path,
                "INSERT INTO conversation_folders (id, user_id, name, parent_folder_id) VALUES (?, ?, 'F', ?)",
                folder, person, above,
            )  # fmt: skip
        for conversation, project, folder in ((first, first, first), (first + 1, None, first), (first + 2, first, first + 1)):
            sql(
                path,
                "INSERT INTO conversations (id, user_id, title, project_id) VALUES (?, ?, 'tulip', ?)",
                conversation, person, project,
            )  # fmt: skip
            sql(
                path,
                "INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (?, ?)",
                folder, conversation,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ConversationFilter(project_id=1), {1, 3}),
        (ConversationFilter(folder_id=1), {1, 2}),
        (ConversationFilter(folder_id=2), {3}),
        (ConversationFilter(folder_id=2, project_id=1), {3}),
        (ConversationFilter(folder_id=1, provider="mistral"), set[int]()),
        (ConversationFilter(project_id=11), set[int]()),
        (ConversationFilter(folder_id=11), set[int]()),
        (ConversationFilter(folder_id=99), set[int]()),
    ],
)
async def test_a_project_or_folder_finds_its_persons_own_only(
    database: Database, user_id: int, stranger_id: int, path: Path, sql: Sql, wanted: ConversationFilter, expected: set[int]
) -> None:
    await keep_together(path, sql, user_id, stranger_id)
    # An own conversation that names what is a stranger's, as a broken file may.
    sql(path, "INSERT INTO conversations (id, user_id, title, project_id) VALUES (50, ?, 'tulip', 11)", user_id)
    sql(path, "INSERT INTO conversation_folder_items (folder_id, conversation_id) VALUES (11, 50)")
    conversations = ConversationRepository(database)
    with database.recorded() as statements:
        found = await conversations.list_recent(user_id, wanted=wanted)
    assert len(statements) == 1
    assert {one.id for one in found} == expected
    assert {hit.conversation_id for hit in await conversations.search(user_id, "tulip", wanted=wanted)} == expected


async def test_in_a_search_the_times_bound_what_was_found(database: Database, user_id: int, path: Path, sql: Sql) -> None:
    sql(
        path,
        "INSERT INTO conversations (id, user_id, title, last_message_at) VALUES (1, ?, 'tulip', '2025-03-01 00:00:00')",
        user_id,
    )
    for number, at in enumerate(("2025-01-01 00:00:00", "2025-02-01T00:00:00.25Z"), 1):
        sql(
            path,
            "INSERT INTO messages (id, conversation_id, role, content, created_at) VALUES (?, 1, 'user', 'tulip', ?)",
            number, at,
        )  # fmt: skip
    conversations = ConversationRepository(database)
    february, march = datetime(2025, 2, 1, tzinfo=UTC), datetime(2025, 3, 1, tzinfo=UTC)
    for wanted, expected in (
        (ConversationFilter(until=february), [1]),
        (ConversationFilter(since=february, until=march), [2]),
        (ConversationFilter(since=march), [None]),
        (ConversationFilter(since=february), [None, 2]),
    ):
        found = await conversations.search(user_id, "tulip", wanted=wanted)
        assert [hit.message_id for hit in found] == expected
