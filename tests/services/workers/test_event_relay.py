"""What changes on one worker and is heard on another, by way of one PostgreSQL database."""

import pytest
from one_worker import OneWorker

from rxchat.db.worker_events import KEPT_SECONDS, WorkerEventRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import NotSaved
from rxchat.services.events import (
    AnswerEnded,
    ConversationChanged,
    EventBus,
    EventsDropped,
    Origin,
    PromptsChanged,
    ProvidersChanged,
)
from rxchat.services.workers.event_relay import SHARED, EventRelay, decoded, encoded

ENDED = AnswerEnded(
    user_id=1,
    conversation_id=2,
    reply_id=3,
    provider="acme",
    model="m",
    status=MessageStatus.COMPLETE,
    opens_conversation=True,
    is_saved=True,
)


class Side:
    """One worker's bus and relay, without the tasks that run them."""

    def __init__(self, worker: OneWorker) -> None:
        self.now, self.is_alone = 0.0, False
        self.events = EventBus()
        self.written = WorkerEventRepository(worker.database)
        self.relay = EventRelay(self.written, self.events, lambda: self.is_alone, clock=lambda: self.now)
        self._happened = self.events.subscribe(*SHARED, origin=Origin.HERE)
        self.heard = self.events.subscribe(*SHARED, ProvidersChanged, origin=Origin.ELSEWHERE)

    async def tell(self) -> None:
        """Write what has happened here so far."""
        self._happened.close()
        await self.relay.tell(self._happened)
        self._happened = self.events.subscribe(*SHARED, origin=Origin.HERE)


@pytest.fixture
async def sides(pair: tuple[OneWorker, OneWorker]) -> tuple[Side, Side]:
    one, two = Side(pair[0]), Side(pair[1])
    for side in (one, two):
        await side.relay.start()
    return one, two


@pytest.mark.parametrize("event", [ENDED, ConversationChanged(1, 2), PromptsChanged(1, is_shared=True), EventsDropped()])
def test_an_event_is_read_as_it_was_written(event: AnswerEnded | ConversationChanged | PromptsChanged | EventsDropped):
    assert decoded(encoded(event)) == event


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"kind":"Later"}', '{"kind":"ConversationChanged","more":1}'])
def test_what_another_version_wrote_is_ignored(body: str):
    assert decoded(body) is None


async def test_what_happens_on_one_worker_is_heard_on_the_other_and_goes_no_further(sides: tuple[Side, Side]):
    one, two = sides
    for event in (ENDED, ConversationChanged(1, 2), ProvidersChanged("acme")):
        one.events.publish(event)
    await one.tell()
    for side in (one, two):
        await side.relay.look()
    assert two.heard.take() == (ENDED, ConversationChanged(1, 2))
    assert one.heard.take() == ()
    await two.tell()
    await one.relay.look()
    assert one.heard.take() == ()


async def test_who_missed_some_reads_everything(sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch):
    one, two = sides

    async def fails(_bodies: object) -> None:
        raise NotSaved("The database server doesn't answer.")

    with monkeypatch.context() as patch:
        patch.setattr(one.written, "write", fails)
        one.events.publish(ENDED)
        await one.tell()
    await one.relay.look()
    await two.relay.look()
    assert two.heard.take() == (EventsDropped(),)
    two.now += KEPT_SECONDS
    await two.relay.look()
    assert two.heard.take() == (EventsDropped(),)
    await two.relay.look()
    assert two.heard.take() == ()


async def test_one_that_is_alone_writes_nothing_until_another_starts(sides: tuple[Side, Side]):
    one, two = sides
    one.is_alone = True
    one.events.publish(ENDED)
    await one.tell()
    await one.relay.look()
    assert await one.written.end() == 0
    one.is_alone = False
    await one.relay.look()
    await two.relay.look()
    assert two.heard.take() == (EventsDropped(),)
    one.now += 3600
    await one.relay.look()
    await two.relay.look()
    assert two.heard.take() == ()
