"""Answers being written: started, followed, stopped and saved, whether or not anybody watches.

The tasks belong to this service, not to a socket: a tab may close, reload or join at any time. The person's message and an
empty reply are in the database before the vendor is called.
"""

import asyncio
import contextvars
import time
from collections.abc import Callable

from rxchat.db.messages import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn, Turn
from rxchat.providers.base import BaseProvider
from rxchat.services.call import Call
from rxchat.services.generation import Generation
from rxchat.services.health import HealthService
from rxchat.services.pricing import Pricing
from rxchat.services.spending import SpendingService
from rxchat.services.watch import Watch
from rxchat.services.writer import Writer


class GenerationService:
    """Owns every answer that is being written in this process."""

    def __init__(
        self,
        messages: MessageRepository,
        pricing: Pricing,
        health: HealthService,
        spending: SpendingService,
        clock: Callable[[], float] = time.monotonic,
        on_end: Callable[[Generation, BaseProvider], None] | None = None,
    ) -> None:
        """`on_end` is called with each answer that has ended and is saved."""
        self._messages = messages
        self._pricing = pricing
        self._health = health
        self._spending = spending
        self._clock = clock
        self._on_end = on_end
        self._running: dict[int, Generation] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._watches: set[Watch] = set()
        self._preparing: asyncio.Task[None] | None = None

    async def start(self, turn: NewTurn, provider: BaseProvider, options: AnswerOptions | None = None) -> Generation:
        """Save the person's message and have `provider` answer it. What `options` leave open the conversation's settings say.

        Raises SpendLimitReached before anything is saved.
        """
        await self._spending.check(turn.user_id, provider, turn.model)
        return await self._launch(await self._messages.begin_turn(turn), turn.user_id, provider, turn.model, options)

    async def retry(
        self, user_id: int, reply_id: int, provider: BaseProvider, model: str, options: AnswerOptions | None = None
    ) -> Generation:
        """Have the message that `reply_id` answered answered anew. The old reply is kept beside the new one.

        Raises SpendLimitReached before anything is saved.
        """
        await self._spending.check(user_id, provider, model)
        turn = await self._messages.retry_turn(user_id, reply_id, provider.name, model)
        return await self._launch(turn, user_id, provider, model, options)

    def running(self, user_id: int, conversation_id: int) -> Generation | None:
        """The answer being written in a conversation of this person."""
        generation = self._running.get(conversation_id)
        return generation if generation is not None and generation.user_id == user_id else None

    def running_in(self, user_id: int) -> set[int]:
        """The conversations of this person in which an answer is being written."""
        return {generation.conversation_id for generation in self._running.values() if generation.user_id == user_id}

    def watch(self, user_id: int, conversation_id: int) -> Watch:
        """Watch a conversation: the answer being written there comes first, then each later one."""
        watch = Watch(self._watches, user_id=user_id, conversation_id=conversation_id)
        for generation in self._running.values():
            watch.tell(generation)
        return watch

    async def stop(self, user_id: int, conversation_id: int) -> None:
        """Stop the answer being written, keep its text and wait until it is saved."""
        generation = self.running(user_id, conversation_id)
        if generation is None:
            raise NotFound("No answer is being written here.")
        generation.is_stopped = True
        task = self._tasks[generation.reply_id]
        task.cancel()
        await asyncio.wait([task])

    async def recover(self) -> int:
        """Mark what a dead process left unfinished. Returns how many answers that were."""
        return await self._messages.interrupt_orphans()

    async def aclose(self) -> None:
        """End every answer and save what came as interrupted."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, *filter(None, [self._preparing]), return_exceptions=True)

    async def _launch(
        self, turn: Turn, user_id: int, provider: BaseProvider, model: str, options: AnswerOptions | None
    ) -> Generation:
        self._preparing = self._preparing or asyncio.create_task(self._pricing.prepare(), context=contextvars.Context())
        generation = Generation(turn=turn, user_id=user_id, provider=provider.name, model=model)
        self._running[turn.conversation_id] = generation
        # A clean context: the answer must not carry what belongs to the tab that asked for it.
        wanted = (options or AnswerOptions()).over(turn.settings)
        task = asyncio.create_task(self._write(generation, provider, wanted), context=contextvars.Context())
        self._tasks[turn.reply_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(turn.reply_id, None))
        for watch in self._watches:
            watch.tell(generation)
        await asyncio.sleep(0)  # the task takes its first step: cancelled before it, it could not tidy up
        return generation

    async def _write(self, generation: Generation, provider: BaseProvider, options: AnswerOptions) -> None:
        call = Call(provider, generation.model, pricing=self._pricing, health=self._health, clock=self._clock)
        writer = Writer(generation, call, self._messages, options)
        outcome = Outcome(status=MessageStatus.INTERRUPTED)
        try:
            outcome = await writer.write()
        finally:
            del self._running[generation.conversation_id]
            generation.end(outcome)
        if self._on_end is not None:
            self._on_end(generation, provider)
