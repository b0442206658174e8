import asyncio
import json
from dataclasses import asdict
from typing import Any, get_args, get_type_hints

import pytest
from published import published

from rxchat.domain.conversations import MessageStatus
from rxchat.services.events import (
    MOST_PENDING,
    AnswerEnded,
    AnswerStarted,
    ConversationChanged,
    ConversationsChanged,
    Event,
    EventBus,
    EventsDropped,
    FoldersChanged,
    HealthReported,
    Origin,
    PreferencesChanged,
    ProjectsChanged,
    PromptsChanged,
    ProvidersChanged,
)


@pytest.fixture
def events() -> EventBus:
    return EventBus()


async def test_each_subscriber_receives_what_it_subscribed_to_and_nothing_from_before(events: EventBus):
    events.publish(ProvidersChanged("acme"))
    providers = events.subscribe(ProvidersChanged)
    both = events.subscribe(ProvidersChanged, ConversationsChanged)
    events.publish(ConversationsChanged(1))
    events.publish(ProvidersChanged("other"))
    assert await anext(providers) == (ProvidersChanged("other"),)
    assert await anext(both) == (ConversationsChanged(1), ProvidersChanged("other"))


async def test_a_subscriber_waits_for_an_event_and_is_done_when_it_is_closed(events: EventBus):
    received: list[tuple[object, ...]] = []
    with events.subscribe(ConversationChanged) as changes:

        async def receive() -> None:
            async for batch in changes:
                received.append(batch)

        receiving = asyncio.create_task(receive())
        await asyncio.sleep(0)
        assert not receiving.done()
        events.publish(ConversationChanged(1, 7))
        await asyncio.sleep(0)
        assert received == [(ConversationChanged(1, 7),)]
        events.publish(ConversationChanged(1, 8))
    events.publish(ConversationChanged(1, 9))  # closed by now
    await asyncio.wait_for(receiving, 30)
    assert received == [(ConversationChanged(1, 7),), (ConversationChanged(1, 8),)]


def test_equal_events_are_delivered_once_after_what_they_followed(events: EventBus):
    changes = events.subscribe(ConversationChanged)
    for conversation_id in (7, 8, 7):
        events.publish(ConversationChanged(1, conversation_id))
    assert changes.take() == (ConversationChanged(1, 8), ConversationChanged(1, 7))
    assert changes.take() == ()


def test_a_subscriber_that_reads_nothing_is_bounded_and_told_that_it_missed_events(events: EventBus):
    slow, other = events.subscribe(ConversationChanged), events.subscribe(ConversationChanged)
    for conversation_id in range(MOST_PENDING):
        events.publish(ConversationChanged(1, conversation_id))
    assert len(other.take()) == MOST_PENDING
    events.publish(ConversationChanged(1, MOST_PENDING))
    events.publish(ConversationChanged(1, 7))
    assert slow.take() == (EventsDropped(), ConversationChanged(1, 7))
    assert other.take() == (ConversationChanged(1, MOST_PENDING), ConversationChanged(1, 7))


async def test_a_pace_collects_events_until_it_is_over_or_the_subscription_closed(events: EventBus):
    paced = events.subscribe(ProvidersChanged, pace=0.02)
    events.publish(ProvidersChanged("a"))
    waiting = asyncio.ensure_future(anext(paced))
    await asyncio.sleep(0)
    events.publish(ProvidersChanged("b"))
    assert await asyncio.wait_for(waiting, 30) == (ProvidersChanged("a"), ProvidersChanged("b"))
    slow = events.subscribe(ProvidersChanged, pace=3600)
    events.publish(ProvidersChanged("c"))
    waiting = asyncio.ensure_future(anext(slow))
    await asyncio.sleep(0)
    slow.close()
    assert await asyncio.wait_for(waiting, 30) == (ProvidersChanged("c"),)


async def test_an_event_that_is_held_is_delivered_once_at_the_end_also_of_a_block_that_fails(events: EventBus):
    async with published(events, ProvidersChanged) as received:
        with pytest.raises(OSError, match="disk"), events.once(ProvidersChanged("acme")):  # noqa: PT012 - what happens in between
            with events.once(ProvidersChanged("acme")):
                events.publish(ProvidersChanged("acme"))
            await asyncio.sleep(0)
            events.publish(ProvidersChanged("other"))
            await asyncio.sleep(0)
            assert received == [ProvidersChanged("other")]
            raise OSError("the disk is full")
        await asyncio.sleep(0)
        assert received == [ProvidersChanged("other"), ProvidersChanged("acme")]
        events.publish(ProvidersChanged("acme"))
        with events.once(ProvidersChanged("acme")):
            pass  # nothing is published in it
    assert received == [ProvidersChanged("other"), ProvidersChanged("acme"), ProvidersChanged("acme")]


ANSWER: dict[str, Any] = {"user_id": 1, "conversation_id": 2, "reply_id": 3, "provider": "acme", "model": "large"}


ONE_OF_EACH: list[Event] = [
    AnswerStarted(**ANSWER),
    AnswerEnded(**ANSWER, status=MessageStatus.COMPLETE, opens_conversation=True, is_saved=True),
    ConversationChanged(1, 2),
    ConversationsChanged(1),
    ProjectsChanged(1),
    FoldersChanged(1),
    PromptsChanged(1, is_shared=True),
    PreferencesChanged(1),
    ProvidersChanged("acme"),
    HealthReported("acme"),
]


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_an_event_survives_json_so_that_another_process_can_receive_it(event: Any):
    assert type(event)(**json.loads(json.dumps(asdict(event)))) == event


def test_every_event_is_among_them():
    assert {type(event) for event in ONE_OF_EACH} == set(get_args(Event))


@pytest.mark.parametrize("kind", get_args(Event))
def test_an_event_names_its_owner_and_holds_plain_values(kind: type[Any]):
    """So that another process can route it to that person's tabs. Providers belong to all."""
    hints = get_type_hints(kind)
    owner = "provider" if kind in (ProvidersChanged, HealthReported) else "user_id"
    assert owner in hints
    assert all(issubclass(hint, str | int) for hint in hints.values())


def test_what_happened_elsewhere_is_told_from_what_happened_here():
    events = EventBus()
    here, there = (events.subscribe(ProvidersChanged, origin=origin) for origin in (Origin.HERE, Origin.ELSEWHERE))
    both = events.subscribe(ProvidersChanged)
    events.publish(ProvidersChanged("claude"))
    events.relay(ProvidersChanged("mistral"))
    events.relay(PreferencesChanged(1))
    assert here.take() == (ProvidersChanged("claude"),)
    assert there.take() == (ProvidersChanged("mistral"),)
    events.relay(EventsDropped())
    assert both.take() == (ProvidersChanged("claude"), ProvidersChanged("mistral"), EventsDropped())
    assert here.take() == ()
