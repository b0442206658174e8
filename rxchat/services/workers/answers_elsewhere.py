"""Answers elsewhere: those that other workers write, followed in the database by the readers here."""

import asyncio
import logging
from collections.abc import Collection
from typing import Final, Protocol
from weakref import WeakValueDictionary

from rxchat.db.messages.growing_answers import GrowingAnswerRepository
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import NotFound
from rxchat.domain.growing_answers import GrowingAnswer, Growth
from rxchat.services.chat.answer_events import ended_in_database, growing, started
from rxchat.services.chat.request_builder import HISTORY_LIMIT
from rxchat.services.chat.subscription import Subscription, Subscriptions
from rxchat.services.events import AnswerEnded, AnswerStarted, EventBus, EventsDropped, EventSubscription
from rxchat.services.failure_streaks import FailureStreak
from rxchat.services.workers.remote_generation import GONE, RemoteGeneration

LOOK_SECONDS: Final = 0.3
REVIEW_SECONDS: Final = 5.0
"""How often the list of all answers elsewhere is read again, whatever was said of them meanwhile."""
STOP_SECONDS: Final = 0.1
STOPPED_LOOKS: Final = 100
"""How often, and how many times, a stop looks whether the answer has ended."""

log = logging.getLogger(__name__)


class Wire(Protocol):
    """Brings answers from the workers that write them, at once; `LiveAnswers` implements it."""

    def is_live(self, reply_id: int) -> bool:
        """Whether all of the answer is here by itself, so that the database need not be asked."""
        ...

    def ask(self) -> None:
        """Another answer is read here."""
        ...

    async def stop(self, reply_id: int) -> None:
        """Ask for an end of the answer."""
        ...


class AnswersElsewhere:
    """One query finds what is new of all answers that are read here. Nothing is asked while none is. Implements `Elsewhere`."""

    def __init__(self, growing: GrowingAnswerRepository, messages: MessageRepository, events: EventBus) -> None:
        self.subscriptions = Subscriptions()
        self.wire: Wire | None = None
        self._growing = growing
        self._messages = messages
        self._events = events
        self._known: dict[int, GrowingAnswer] = {}
        self._read = WeakValueDictionary[int, RemoteGeneration]()
        self._showing: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()
        self.ended_count = 0

    # What is known here, some hundred milliseconds after it happened.

    def running_in(self, user_id: int) -> set[int]:
        return {answer.conversation_id for answer in self._known.values() if answer.user_id == user_id}

    def show_in(self, subscription: Subscription) -> None:
        """Show somebody who follows a conversation from now on the answer that grows there."""
        for answer in self._known.values():
            if subscription.concerns(answer.user_id, answer.conversation_id):
                self._show_soon(answer, [subscription])

    @property
    def followed(self) -> dict[int, RemoteGeneration]:
        """Those that are read here, by their ids."""
        return {reply_id: each for reply_id, each in self._read.items() if each.outcome is None}

    def find_followed(self, reply_id: int) -> RemoteGeneration | None:
        """Returns one of those that are read here, or None."""
        found = self._read.get(reply_id)
        return found if found is not None and found.outcome is None else None

    # What is asked of the database.

    async def follow(self, answer: GrowingAnswer) -> RemoteGeneration:
        """The answer as it grows, from its beginning. Raises NotFound where it was deleted."""
        if (found := self._read.get(answer.reply_id)) is not None:
            return found
        shown = await self._messages.list_visible(answer.user_id, answer.conversation_id, limit=HISTORY_LIMIT)
        made = RemoteGeneration.of(answer, tuple(message for message in shown if message.id < answer.reply_id))
        generation = self._read.setdefault(answer.reply_id, made)
        await self.look()
        if self.wire is not None:
            self.wire.ask()
        return generation

    async def stop(self, user_id: int, conversation_id: int) -> bool:
        """Ask for an answer's end and wait for it, some seconds at most. Returns whether one was growing."""
        reply_id = await self._growing.request_stop(user_id, conversation_id)
        if reply_id is None:
            return False
        if self.wire is not None:
            await self.wire.stop(reply_id)
        for _ in range(STOPPED_LOOKS):
            if not await self._growing.is_growing(reply_id):
                break
            await asyncio.sleep(STOP_SECONDS)
        return True

    async def end_orphans(self) -> int:
        """End the answers that nobody writes any more, and publish that. Returns how many."""
        ended = await self._growing.end_orphans()
        for answer in ended:
            self._events.publish(ended_in_database(answer))
        return len(ended)

    async def look(self) -> None:
        """One round: what is new of the answers that are read here."""
        async with self._one_at_a_time:
            followed = {reply_id: each for reply_id, each in self.followed.items() if not self._comes_by_itself(reply_id)}
            if not followed:
                return
            asked = {reply_id: each.positions for reply_id, each in followed.items()}
            for growth in await self._growing.since(asked):
                await self._grow(followed.pop(growth.reply_id), growth, *asked[growth.reply_id])
            for deleted in followed.values():
                deleted.end(GONE)

    def _comes_by_itself(self, reply_id: int) -> bool:
        """How it ended is always read."""
        return self.wire is not None and reply_id in self._known and self.wire.is_live(reply_id)

    async def _grow(self, generation: RemoteGeneration, growth: Growth, texts: int, thoughts: int) -> None:
        if growth.status is MessageStatus.STREAMING:
            generation.fill(text=growth.text, text_at=texts, thinking=growth.thinking, thinking_at=thoughts)
            return
        try:
            saved = await self._messages.get(generation.user_id, growth.reply_id)
        except NotFound:
            generation.end(GONE)
            return
        generation.end_as(saved, text=growth.text, thinking=growth.thinking)

    # What runs beside the services.

    async def watch(self) -> None:
        """Look every 300 ms, until it is cancelled."""
        streak, loop = FailureStreak(log, "Answers of other processes can't be followed."), asyncio.get_running_loop()
        reviewed_at = float("-inf")
        while True:
            with streak:
                if loop.time() - reviewed_at >= REVIEW_SECONDS:
                    await self._review()
                    reviewed_at = loop.time()
                await self.look()
            await asyncio.sleep(LOOK_SECONDS)

    async def hear(self, said: EventSubscription[AnswerStarted | AnswerEnded]) -> None:
        """Take in what other workers say of their answers, until `said` is closed."""
        streak = FailureStreak(log, "Answers of other processes can't be followed.")
        async for batch in said:
            for event in batch:
                match event:
                    case AnswerStarted():
                        self._started(growing(event))
                    case AnswerEnded():
                        self._known.pop(event.reply_id, None)
                        self.ended_count += 1
                    case EventsDropped():
                        self.ended_count += 1
            with streak:
                if EventsDropped() in batch:
                    await self._review()
                await self.look()

    async def _review(self) -> None:
        """Read which answers grow elsewhere. What nobody said of them the tabs here hear now."""
        found = {answer.reply_id: answer for answer in await self._growing.elsewhere()}
        for reply_id in self._known.keys() - found.keys():
            self._events.relay(ended_in_database(self._known.pop(reply_id)))
        for answer in [answer for reply_id, answer in found.items() if reply_id not in self._known]:
            self._started(answer)
            self._events.relay(started(answer))

    def _started(self, answer: GrowingAnswer) -> None:
        if answer.reply_id not in self._known:
            self._known[answer.reply_id] = answer
            self._show_soon(answer, self.subscriptions.to(answer.user_id, answer.conversation_id))

    def _show_soon(self, answer: GrowingAnswer, subscriptions: Collection[Subscription]) -> None:
        if subscriptions:
            task = asyncio.create_task(self._show(answer, subscriptions))
            self._showing.add(task)
            task.add_done_callback(self._showing.discard)

    async def _show(self, answer: GrowingAnswer, subscriptions: Collection[Subscription]) -> None:
        with FailureStreak(log, "An answer of another process can't be followed."):
            generation = await self.follow(answer)
            for subscription in subscriptions:
                subscription.notify(generation)
