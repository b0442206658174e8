"""Deleted conversations are purged when their time is over, and never before."""

from datetime import UTC, datetime, timedelta

import pytest

from rxchat.db.conversations.trash_repository import TrashRepository
from rxchat.db.database import Database
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.chat.trash import TrashService

from .test_conversations import conversations, events, generations  # noqa: F401 - fixtures


class Clock:
    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def trash(database: Database, conversations: ConversationService, clock: Clock) -> TrashService:  # noqa: F811
    return TrashService(TrashRepository(database), conversations, now=clock)


async def test_after_thirty_days_a_deleted_chat_is_gone_for_good(
    trash: TrashService,
    conversations: ConversationService,  # noqa: F811
    clock: Clock,
    user: int,
    database: Database,
):
    for title in ("zqold", "zqolder"):
        made = await conversations.create(user, title=title, provider="acme", model="m")
        await conversations.delete(user, made)
    kept = await conversations.create(user, title="kept", provider="acme", model="m")
    clock.now += timedelta(days=29, hours=23)
    assert await trash.purge_expired() == 0
    assert len(await trash.list_trashed(user)) == 2
    clock.now += timedelta(hours=2)
    assert await trash.purge_expired() == 2
    assert await trash.list_trashed(user) == []
    assert (await conversations.get(user, kept)).title == "kept"
    assert b"zqold" not in database.path.read_bytes()


async def test_the_emptied_trash_is_erased_in_the_background(
    trash: TrashService,
    conversations: ConversationService,  # noqa: F811
    user: int,
    database: Database,
):
    made = await conversations.create(user, title="zqgone", provider="acme", model="m")
    await conversations.delete(user, made)
    assert await trash.empty(user) == 1
    await trash.settle()
    assert b"zqgone" not in database.path.read_bytes()
    assert await trash.empty(user) == 0
    await trash.aclose()
