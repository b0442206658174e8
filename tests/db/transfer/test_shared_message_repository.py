"""What share links show, in pages and saved again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rxchat.db.database import Database
from rxchat.db.transfer.shared_message_repository import SharedMessageRepository
from rxchat.domain.archives import ArchivedSharedMessage
from rxchat.domain.messages import Role

Sql = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def linked(path: Path, sql: Sql, user_id: int, stranger_id: int) -> None:
    """Links 1 and 2 of a user, and link 3 of a stranger, with a snapshot each; the first has 5 messages with 3 images each."""
    for share, owner in ((1, user_id), (2, user_id), (3, stranger_id)):
        sql(path, "INSERT INTO conversations (id, user_id, title) VALUES (?, ?, 'T')", share, owner)
        sql(
            path,
            "INSERT INTO shared_conversations (id, conversation_id, share_token) VALUES (?, ?, ?)",
            share,
            share,
            f"t{share}",
        )
        snapshot = (10 + share, share, share, 5 if share == 1 else 1)
        sql(path, "INSERT INTO share_snapshots (id, conversation_id, share_id, message_count) VALUES (?, ?, ?, ?)", *snapshot)
    values = [(11, n, 3) for n in range(5)] + [(12, 0, 0), (13, 0, 0)]
    for snapshot, position, images in values:
        sql(
            path,
            "INSERT INTO share_snapshot_messages (snapshot_id, position, role, content, image_count) VALUES (?, ?, 'user', ?, ?)",
            snapshot, position, f"{snapshot}.{position}", images,
        )  # fmt: skip


@pytest.mark.usefixtures("linked")
async def test_images_shorten_a_page_and_nothing_of_a_stranger_is_in_one(database: Database, user_id: int):
    shared = SharedMessageRepository(database)
    pages: list[list[str]] = []
    after = (0, -1)
    while page := await shared.page(user_id, after=after, limit=4):
        pages.append([message.content for _, message in page])
        after = page[-1][0]
    assert pages == [["11.0", "11.1", "11.2"], ["11.3", "11.4", "12.0"]]


@pytest.mark.usefixtures("linked")
async def test_messages_follow_those_that_are_there(database: Database, path: Path, sql: Sql):
    new = [ArchivedSharedMessage(share_id=share, role=Role.USER, content=f"New {n}") for n, share in enumerate((7, 8, 7, 9))]
    await SharedMessageRepository(database).add(new, {7: 1, 8: 2, 9: 99})  # 99 was revoked
    found = sql(
        path, "SELECT snapshot_id, position, content FROM share_snapshot_messages WHERE content LIKE 'New%' ORDER BY 1, 2"
    )
    assert found == [(11, 5, "New 0"), (11, 6, "New 2"), (12, 1, "New 1")]
    assert sql(path, "SELECT message_count FROM share_snapshots WHERE id = 11") == [(7,)]
