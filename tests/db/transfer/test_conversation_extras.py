"""What is added with an imported conversation."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rxchat.db.database import Database
from rxchat.db.transfer.import_repository import LARGE, ImportRepository
from rxchat.domain.archives import Archive, ArchivedArtifact, ArchivedConversation, ArchivedMessage, ArchivedShare
from rxchat.domain.imports import Addition
from rxchat.domain.messages import Role

AT = datetime(2026, 1, 2, tzinfo=UTC)
Sql = Callable[..., list[tuple[object, ...]]]


@pytest.mark.parametrize("count", [2, LARGE + 10])
async def test_artifacts_and_links_follow_their_conversation(database: Database, user_id: int, path: Path, sql: Sql, count: int):
    """Whether it is added at once or in batches."""
    head = ArchivedConversation(import_id="a:1", title="T", provider="acme", model="m", created_at=AT, updated_at=AT)
    messages = tuple(ArchivedMessage(id=900 + n, role=Role.USER, content=f"Q{n}", created_at=AT) for n in range(count))
    artifact = ArchivedArtifact(message_id=901, kind="code", content="print(1)", created_at=AT, updated_at=AT)
    whole = Archive(
        conversation=head,
        messages=messages,
        artifacts=(artifact, replace(artifact, message_id=1)),
        shares=(ArchivedShare(created_at=AT, view_count=2), ArchivedShare(created_at=AT)),
    )
    assert await ImportRepository(database).add(user_id, [whole]) == [Addition.ADDED]
    [(conversation_id,)] = sql(path, "SELECT id FROM conversations")
    [(message_id,)] = sql(path, "SELECT id FROM messages WHERE content = 'Q1'")
    assert sql(path, "SELECT message_id, conversation_id, content FROM artifacts") == [(message_id, conversation_id, "print(1)")]
    shares = sql(path, "SELECT share_token, conversation_id, is_public, view_count FROM shared_conversations")
    assert [rest for _, *rest in shares] == [[conversation_id, 0, 2], [conversation_id, 0, 0]]
    assert len({token for token, *_ in shares}) == 2
