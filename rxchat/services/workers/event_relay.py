"""Event relay: what changed on one worker reaches the tabs of the others, by way of the database."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any, Final, get_args

from rxchat.db.worker_events import KEPT_SECONDS, WorkerEventRepository
from rxchat.domain.conversations import MessageStatus
from rxchat.services.events import (
    AnswerEnded,
    AnswerStarted,
    ConversationChanged,
    ConversationsChanged,
    EventBus,
    EventsDropped,
    EventSubscription,
    FoldersChanged,
    PreferencesChanged,
    ProjectsChanged,
    PromptsChanged,
)
from rxchat.services.failure_streaks import FailureStreak

LOOK_SECONDS: Final = 0.3
JOINING_SECONDS: Final = 5.0
"""Longer than it takes to notice that another worker has started."""

Shared = (
    AnswerEnded
    | AnswerStarted
    | ConversationChanged
    | ConversationsChanged
    | FoldersChanged
    | PreferencesChanged
    | ProjectsChanged
    | PromptsChanged
)
"""What other workers hear of. Providers and their health each worker looks at by itself, as another program may change them."""
SHARED: Final[tuple[type[Shared], ...]] = get_args(Shared)
_KINDS: Final[dict[str, type[Shared | EventsDropped]]] = {kind.__name__: kind for kind in (*SHARED, EventsDropped)}

log = logging.getLogger(__name__)


def encoded(event: Shared | EventsDropped) -> str:
    return json.dumps({"kind": type(event).__name__} | asdict(event), separators=(",", ":"))


def decoded(body: str) -> Shared | EventsDropped | None:
    """The event, or None for one that this version doesn't know."""
    try:
        fields: dict[str, Any] = json.loads(body)
        kind = _KINDS[fields.pop("kind")]
        if "status" in fields:
            fields["status"] = MessageStatus(fields["status"])
        return kind(**fields)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


class EventRelay:
    """`is_alone` says whether no other worker is known: then nothing is written or read. `clock` is in seconds."""

    def __init__(
        self,
        written: WorkerEventRepository,
        events: EventBus,
        is_alone: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._written = written
        self._events = events
        self._is_alone = is_alone
        self._clock = clock
        self._position = 0
        self._read_at = clock()
        self._kept_to_itself_at = float("-inf")
        self._is_behind = False
        self._one_at_a_time = asyncio.Lock()
        self.announce: Callable[[], Awaitable[object]] | None = None
        """Called when something was written, to have the others read it at once."""

    async def start(self) -> None:
        """Hear from now on. Raises NotRead."""
        self._position, self._read_at = await self._written.end(), self._clock()

    async def tell(self, happened: EventSubscription[Shared]) -> None:
        """Write what happens here, until `happened` is closed. Where that fails, the others hear later that they missed some."""
        streak = FailureStreak(log, "The other processes can't be notified of changes.")
        async for batch in happened:
            if self._is_alone():
                self._kept_to_itself_at = self._clock()
                continue
            is_written = False
            with streak:
                await self._write(batch)
                is_written = True
            self._is_behind |= not is_written

    async def listen(self) -> None:
        """Publish here what happened on other workers, until it is cancelled."""
        streak = FailureStreak(log, "Changes of other processes can't be read.")
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            with streak:
                await self.look()

    async def look(self) -> None:
        """One round of `listen`. After so long a pause that events were deleted, everything is read again."""
        async with self._one_at_a_time:
            await self._look()

    async def _look(self) -> None:
        now = self._clock()
        if self._is_alone():
            self._read_at = now
            return
        if self._is_behind or now - self._kept_to_itself_at < JOINING_SECONDS:
            await self._write([EventsDropped()])
            self._is_behind, self._kept_to_itself_at = False, float("-inf")
        heard = await self._written.read(self._position)
        if now - self._read_at > KEPT_SECONDS / 2:
            self._events.relay(EventsDropped())
        self._position, self._read_at = heard.position, now
        for body in heard.bodies:
            if (event := decoded(body)) is not None:
                self._events.relay(event)

    async def _write(self, events: Sequence[Shared | EventsDropped]) -> None:
        await self._written.write([encoded(event) for event in events])
        if self.announce is not None:
            await self.announce()
