"""Sharing a conversation, and what its link shows."""

from datetime import UTC, datetime, timedelta

import pytest

from rxchat.db.database import Database
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.sharing.share_repository import ShareRepository
from rxchat.db.sharing.snapshot_repository import SnapshotRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Forbidden, NotFound
from rxchat.domain.shares import ShareContent
from rxchat.domain.turns import NewTurn
from rxchat.services.sharing.shares import LONGEST_TOKEN, ShareService


class Clock:
    now = datetime(2026, 11, 29, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shares(database: Database, clock: Clock) -> ShareService:
    return ShareService(ShareRepository(database), SnapshotRepository(database), now=clock)


@pytest.fixture
async def mine(messages: MessageRepository, user: int) -> int:
    turn = await messages.begin_turn(
        NewTurn(user_id=user, conversation_id=None, text="Question", title="Title", provider="acme", model="m")
    )
    await messages.finish(turn.reply_id, Outcome(status=MessageStatus.COMPLETE), text="Answer", thinking="Thought")
    return turn.conversation_id


async def test_a_link_lasts_as_long_as_was_said(shares: ShareService, clock: Clock, user: int, mine: int):
    link = await shares.create(user, mine, ShareContent(), lasts=timedelta(days=1))
    found = await shares.open(link.token)
    assert found is not None
    page = await shares.page(found, 0)
    assert [message.text for message in page.messages] == ["Question", "Answer"]
    clock.now += timedelta(days=1)
    assert await shares.open(link.token) is None
    assert (await shares.list_links(user))[0].is_expired
    await shares.change(user, link.token, lasts=None)
    assert await shares.open(link.token) is not None
    assert await shares.open(link.token + "x" * LONGEST_TOKEN) is None


async def test_nobody_touches_the_link_of_another(shares: ShareService, user: int, mine: int):
    link = await shares.create(user, mine, ShareContent())
    for attempt in (
        shares.update(999, link.token, ShareContent()),
        shares.change(999, link.token, is_public=False),
        shares.revoke(999, link.token),
        shares.create(999, mine, ShareContent()),
        shares.preview(999, mine),
        shares.preview_page(999, mine, ShareContent(), 0),
        shares.preview_image(999, mine, 0, 1),
    ):
        with pytest.raises(NotFound):
            await attempt
    assert await shares.open(link.token) is not None
    assert await shares.list_links(999) == []


async def test_where_it_is_off_a_link_can_still_be_revoked(database: Database, shares: ShareService, user: int, mine: int):
    link = await shares.create(user, mine, ShareContent())
    off = ShareService(ShareRepository(database), SnapshotRepository(database), is_enabled=False)
    assert await off.open(link.token) is None
    with pytest.raises(Forbidden, match="turned off"):
        await off.create(user, mine, ShareContent())
    await off.revoke(user, link.token)
    assert await shares.open(link.token) is None


async def test_what_a_killed_process_left_half_written_is_cleared(database: Database, shares: ShareService, user: int, mine: int):
    link = await shares.create(user, mine, ShareContent())
    await SnapshotRepository(database).take(user, mine, ShareContent())
    await shares.recover()
    found = await shares.open(link.token)
    assert found is not None
    assert len((await shares.page(found, 0)).messages) == 2


async def test_a_preview_is_what_a_stranger_would_see(shares: ShareService, user: int, mine: int):
    page = await shares.preview_page(user, mine, ShareContent(with_reasoning=True), 1)
    assert [(message.position, message.reasoning) for message in page.messages] == [(1, "Thought")]
    assert page.next_start is None
    with pytest.raises(NotFound):
        await shares.preview_image(user, mine, 0, 1)
