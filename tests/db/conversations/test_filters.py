from collections.abc import Callable
from pathlib import Path

import pytest

from rxchat.db.accounts.user_repository import UserRepository
from rxchat.db.conversations.conversation_repository import ConversationRepository
from rxchat.db.conversations.filters import matching
from rxchat.db.database import Database
from rxchat.domain.conversations import ConversationFilter

Sql = Callable[..., list[tuple[object, ...]]]

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
