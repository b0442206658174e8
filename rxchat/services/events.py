"""Event bus: what has changed, as typed events, from the services to their subscribers.

A service publishes after its transaction has been committed. Events name what changed and carry plain values only: a subscriber
reads the current rows itself, so a late event never shows an old one, and a second process can send and receive the same events.
"""

import asyncio
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Final, Generic, Self, TypeVar

from rxchat.domain.conversations import MessageStatus
from rxchat.domain.growing_answers import AnswerIdentity

MOST_PENDING: Final = 1000
"""Events kept for one slow subscriber. Beyond that it gets `EventsDropped` in their place."""


@dataclass(frozen=True, slots=True)
class ConversationChanged:
    """A conversation's row, model choice or shown branch; also that it was created, deleted or restored."""

    user_id: int
    conversation_id: int


@dataclass(frozen=True, slots=True)
class ConversationsChanged:
    """Any number of a person's conversations: an import."""

    user_id: int


@dataclass(frozen=True, slots=True)
class ProjectsChanged:
    """A person's projects, or how many conversations they have."""

    user_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStarted(AnswerIdentity):
    """A turn was saved and its answer is being written. The conversation's row has changed with it, or is new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerEnded(AnswerIdentity):
    """An answer is over. One that could not be saved at once is announced again when it has been.

    `opens_conversation` is set for the answer to a conversation's first message.
    """

    status: MessageStatus
    opens_conversation: bool
    is_saved: bool


@dataclass(frozen=True, slots=True)
class ProvidersChanged:
    """A provider's settings, model list or visible status; also that it was added or removed."""

    provider: str


@dataclass(frozen=True, slots=True)
class HealthReported:
    """A call, a model list or a key test of a provider ended, whether or not its visible status changed."""

    provider: str


@dataclass(frozen=True, slots=True)
class PreferencesChanged:
    """A person's preferred models, or their settings for new chats."""

    user_id: int


@dataclass(frozen=True, slots=True)
class FoldersChanged:
    """A person's folders: their names, order and places, or which conversations are in them."""

    user_id: int


@dataclass(frozen=True, slots=True)
class PromptsChanged:
    """A person's prompts; with `is_shared` one that everybody in the team sees or saw."""

    user_id: int
    is_shared: bool = False


@dataclass(frozen=True, slots=True)
class EventsDropped:
    """A subscriber was too slow: it has missed events and must read everything it shows."""


Event = (
    ConversationChanged
    | ConversationsChanged
    | ProjectsChanged
    | AnswerStarted
    | AnswerEnded
    | ProvidersChanged
    | HealthReported
    | PreferencesChanged
    | FoldersChanged
    | PromptsChanged
)
E = TypeVar("E", bound=Event)


class Origin(Enum):
    """Where an event happened: in this process, or on another worker."""

    HERE = "here"
    ELSEWHERE = "elsewhere"


class EventBus:
    """In-process publish and subscribe. Publishing never waits for a subscriber. Everything runs on one event loop."""

    def __init__(self) -> None:
        self._subscriptions: list[EventSubscription[Event]] = []
        self._held: Counter[Event] = Counter()
        self._due: set[Event] = set()

    def publish(self, event: Event) -> None:
        if event in self._held:
            self._due.add(event)
            return
        for subscription in self._subscriptions:
            subscription.put(event, Origin.HERE)

    def relay(self, event: "Event | EventsDropped") -> None:
        """Deliver what happened on another worker, or that some of it was missed."""
        for subscription in self._subscriptions:
            subscription.put(event, Origin.ELSEWHERE)

    def subscribe(self, *kinds: type[E], pace: float = 0.0, origin: Origin | None = None) -> "EventSubscription[E]":
        """Receive events of these kinds from now on, from there or from everywhere. `pace` is how many seconds of them to collect
        before they are delivered.
        """
        subscription = EventSubscription(self._subscriptions, kinds, pace, origin)
        self._subscriptions.append(subscription)  # pyright: ignore[reportArgumentType] - it takes no event of another kind
        return subscription

    @contextmanager
    def once(self, event: Event) -> Generator[None]:
        """Hold an event back until the block ends: published there any number of times, it is delivered once."""
        self._held[event] += 1
        try:
            yield
        finally:
            self._held[event] -= 1
            if not self._held[event]:
                del self._held[event]
                if event in self._due:
                    self._due.remove(event)
                    self.publish(event)


class EventSubscription(Generic[E]):
    """Yields batches of events until it is closed, and what is pending then.

    with events.subscribe(ProvidersChanged) as changes:
        async for batch in changes:

    Equal events are delivered once, in the place of the last one. What is pending is bounded by `MOST_PENDING`.
    """

    def __init__(
        self, subscriptions: "list[EventSubscription[Event]]", kinds: tuple[type[E], ...], pace: float, origin: Origin | None
    ) -> None:
        self._subscriptions = subscriptions
        self._kinds = kinds
        self._pace = pace
        self._origin = origin
        self._pending: dict[E | EventsDropped, None] = {}
        self._is_pending = asyncio.Event()
        self._is_closed = asyncio.Event()

    def put(self, event: Event | EventsDropped, origin: Origin) -> None:
        if self._origin not in {None, origin} or not isinstance(event, (*self._kinds, EventsDropped)):
            return
        self._pending.pop(event, None)
        self._pending[event] = None
        if len(self._pending) > MOST_PENDING:
            self._pending = {EventsDropped(): None}
        self._is_pending.set()

    def take(self) -> tuple[E | EventsDropped, ...]:
        """What is pending, without waiting."""
        taken, self._pending = tuple(self._pending), {}
        if not self._is_closed.is_set():
            self._is_pending.clear()
        return taken

    def close(self) -> None:
        if not self._is_closed.is_set():
            self._subscriptions.remove(self)  # pyright: ignore[reportArgumentType] - as it was added
            self._is_closed.set()
            self._is_pending.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> tuple[E | EventsDropped, ...]:
        while True:
            await self._is_pending.wait()
            await self._collect()
            batch = self.take()
            if batch:
                return batch
            if self._is_closed.is_set():
                raise StopAsyncIteration

    async def _collect(self) -> None:
        if not self._pace:
            return
        try:
            async with asyncio.timeout(self._pace):
                await self._is_closed.wait()
        except TimeoutError:
            return
