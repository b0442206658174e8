"""An answer that ends while nobody looks leaves a mark, and opening the conversation takes it away."""

import asyncio
from collections.abc import Callable

import pytest
from published import published

from rxchat.db.conversations.unread_repository import UnreadRepository
from rxchat.db.database import Database
from rxchat.domain.conversations import MessageStatus
from rxchat.services.chat.conversations import ConversationService
from rxchat.services.chat.generations import GenerationService
from rxchat.services.chat.unread import UnreadService
from rxchat.services.events import AnswerEnded, ConversationChanged, EventBus

from .test_conversations import conversations, events, generations  # noqa: F401 - fixtures

Ended = Callable[..., AnswerEnded]


@pytest.fixture
def unread(database: Database, generations: GenerationService, events: EventBus) -> UnreadService:  # noqa: F811
    return UnreadService(UnreadRepository(database), generations, events)


def ended(user: int, conversation_id: int, status: MessageStatus = MessageStatus.COMPLETE) -> AnswerEnded:
    return AnswerEnded(
        user_id=user, conversation_id=conversation_id, reply_id=1, provider="acme", model="m", status=status,
        opens_conversation=False, is_saved=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "is_watched", "is_marked"),
    [
        (MessageStatus.COMPLETE, False, True),
        (MessageStatus.ERROR, False, True),
        (MessageStatus.INTERRUPTED, False, True),
        (MessageStatus.CANCELLED, False, False),
        (MessageStatus.COMPLETE, True, False),
    ],
)
async def test_who_looks_or_stops_it_needs_no_mark(
    unread: UnreadService,
    generations: GenerationService,  # noqa: F811
    conversations: ConversationService,  # noqa: F811
    events: EventBus,  # noqa: F811
    user: int,
    status: MessageStatus,
    is_watched: bool,
    is_marked: bool,
):
    made = await conversations.create(user, title="T", provider="acme", model="m")
    other = await conversations.create(user, title="Other", provider="acme", model="m")
    endings = events.subscribe(AnswerEnded)
    running = asyncio.create_task(unread.run(endings))
    async with published(events, ConversationChanged) as told:
        with generations.subscribe(user, made if is_watched else other):
            events.publish(ended(user, made, status))
            endings.close()
            await running
    assert (await conversations.get(user, made)).is_unread is is_marked
    assert told == [ConversationChanged(user, made)] * is_marked


async def test_opening_it_clears_the_mark_and_says_so_once(
    unread: UnreadService,
    conversations: ConversationService,  # noqa: F811
    events: EventBus,  # noqa: F811
    user: int,
):
    made = await conversations.create(user, title="T", provider="acme", model="m")
    await unread.mark_unless_open(user, made)
    await unread.opened(999, made)
    assert (await conversations.get(user, made)).is_unread
    async with published(events, ConversationChanged) as told:
        await unread.opened(user, made)
        await unread.opened(user, made)
    assert told == [ConversationChanged(user, made)]
    assert not (await conversations.get(user, made)).is_unread
