"""Generation service: starts, stops and saves answers, independently of any tab.

The tasks belong to this service, not to a socket: a tab may close, reload or join at any time. The user's message and an empty
reply are in the database before the vendor is called.
"""

import asyncio
import contextvars
import logging
import time
from collections.abc import Awaitable, Callable, Collection

from rxchat.db.database import run_to_completion
from rxchat.db.messages.message_repository import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import NotFound, NotSaved
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.spending import CallContext
from rxchat.domain.turns import NewTurn, SentBefore, Turn, TurnKey
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.answer_events import ended, started
from rxchat.services.chat.elsewhere import Elsewhere
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.keyed_turns import KeyedTurns
from rxchat.services.chat.request_builder import HISTORY_LIMIT
from rxchat.services.chat.runner import AnswerJob, AnswerTools
from rxchat.services.chat.running_replies import RunningReplies
from rxchat.services.chat.subscription import Subscription, Subscriptions
from rxchat.services.events import ConversationChanged, EventBus, ProjectsChanged
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.spending_limits import SpendingLimits
from rxchat.services.write_retries import RetriedWrite, WriteRetries

log = logging.getLogger(__name__)


class GenerationService:
    """Owns every answer that is being written in this process."""

    def __init__(
        self,
        messages: MessageRepository,
        pricing: Pricing,
        health: HealthTracker,
        spending: SpendingLimits,
        late_writes: WriteRetries,
        clock: Callable[[], float] = time.monotonic,
        events: EventBus | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self._messages = messages
        self._spending = spending
        self._tools = AnswerTools(messages=messages, pricing=pricing, health=health, late_writes=late_writes, clock=clock)
        self._events = events or EventBus()
        self._elsewhere = elsewhere
        self._ended_count = 0
        self._unsaved: dict[int, RetriedWrite] = {}
        self._running: dict[int, Generation] = {}
        self.here = RunningReplies(self._running)
        self.turns = KeyedTurns(messages, self._running, elsewhere)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._subscriptions = Subscriptions() if elsewhere is None else elsewhere.subscriptions
        self._preparing: asyncio.Task[None] | None = None

    async def start(self, turn: NewTurn, provider: BaseProvider, options: AnswerOptions | None = None) -> Generation:
        """Save the user's message and have `provider` answer it. The conversation's settings fill in what `options` leave open.

        A turn that was sent before, by its key, has the answer that was started then. Raises SpendLimitReached before anything
        is saved, and NotSaved.
        """
        async with self.turns.once(turn.user_id, turn.key) as earlier:
            if earlier is not None:
                return earlier
            await self._save_end_in(turn.conversation_id)
            most = (options or turn.settings).max_tokens
            context = CallContext(conversation_id=turn.conversation_id, project_id=turn.project_id)
            reservation = await self._spending.reserve(
                turn.user_id, provider, turn.model, characters=len(turn.text), max_tokens=most, context=context
            )
            job = AnswerJob(turn.user_id, provider, turn.model, options, reservation)
            generation = await self._begin(self._messages.begin_turn(turn, history_limit=HISTORY_LIMIT), job)
        if turn.project_id is not None:
            self._events.publish(ProjectsChanged(turn.user_id))
        return generation

    async def retry(
        self,
        user_id: int,
        reply_id: int,
        provider: BaseProvider,
        model: str,
        options: AnswerOptions | None = None,
        key: TurnKey | None = None,
    ) -> Generation:
        """Regenerate the reply `reply_id`, once for each key. The old version is kept beside the new one.

        Raises SpendLimitReached before anything is saved, and NotSaved.
        """
        async with self.turns.once(user_id, key) as earlier:
            if earlier is not None:
                return earlier
            if self._unsaved:
                await self._save_end_in((await self._messages.get(user_id, reply_id)).conversation_id)
            most, context = options.max_tokens if options else None, CallContext(message_id=reply_id)
            reservation = await self._spending.reserve(user_id, provider, model, max_tokens=most, context=context)
            job = AnswerJob(user_id, provider, model, options, reservation)
            saving = self._messages.retry_turn(user_id, reply_id, provider.name, model, history_limit=HISTORY_LIMIT, key=key)
            return await self._begin(saving, job)

    async def sent_before(self, user_id: int, key: TurnKey) -> Generation | None:
        """The answer to a turn that was sent under the key. Raises InvalidRequest if something else was sent with it."""
        return await self.turns.find(user_id, key)

    def running(self, user_id: int, conversation_id: int) -> Generation | None:
        """Returns the answer that is written here in a conversation of this user, or None."""
        generation = self._running.get(conversation_id)
        return generation if generation is not None and generation.user_id == user_id else None

    def running_in(self, user_id: int) -> set[int]:
        """Returns the ids of this user's conversations with an answer in progress, here or on another worker."""
        here = {generation.conversation_id for generation in self._running.values() if generation.user_id == user_id}
        return here if self._elsewhere is None else here | self._elsewhere.running_in(user_id)

    def is_running(self, user_id: int, conversation_id: int) -> bool:
        return conversation_id in self.running_in(user_id)

    @property
    def running_count(self) -> int:
        return len(self._running)

    @property
    def ended_count(self) -> int:
        """Counts answers that ended or were saved late. A read during which it changed may be out of date."""
        return self._ended_count + (0 if self._elsewhere is None else self._elsewhere.ended_count)

    def subscribe(self, user_id: int, conversation_id: int) -> Subscription:
        """Subscribe to a conversation: the answer in progress comes first, then each later one."""
        subscription = self._subscriptions.add(user_id, conversation_id)
        if (generation := self._running.get(conversation_id)) is not None:
            subscription.notify(generation)
        elif self._elsewhere is not None:
            self._elsewhere.show_in(subscription)
        return subscription

    def is_open(self, user_id: int, conversation_id: int) -> bool:
        """Returns whether somebody follows the conversation here: each tab that shows it does."""
        return bool(self._subscriptions.to(user_id, conversation_id))

    async def stop(self, user_id: int, conversation_id: int) -> None:
        """Stop the answer in progress and keep its text. Returns when it is saved or queued for a retry.

        An orphaned answer is ended as well. Raises NotFound.
        """
        if (generation := self.running(user_id, conversation_id)) is not None:
            await asyncio.wait([self._stopped(generation)])
        elif not await self._end_left_behind(user_id, conversation_id) and (
            self._elsewhere is None or not await self._elsewhere.stop(user_id, conversation_id)
        ):
            raise NotFound("No response in progress.")

    def stop_marked(self, reply_ids: Collection[int]) -> None:
        """Stop those of these answers that are written here, as another worker was asked to."""
        for generation in self.here.among(reply_ids).values():
            self._stopped(generation)

    def _stopped(self, generation: Generation) -> asyncio.Task[None]:
        task = self._tasks[generation.reply_id]
        if not generation.is_stopped:  # cancelled twice, it could not save its end
            generation.is_stopped = True
            task.cancel()
        return task

    async def settle(self, user_id: int, conversation_id: int) -> None:
        """End an orphaned answer in a conversation that is opened. Where that can't be saved now, a later visit does it."""
        try:
            await self._end_left_behind(user_id, conversation_id)
        except NotSaved as error:
            log.warning("Couldn't end an orphaned answer: %s", error.message)

    async def _end_left_behind(self, user_id: int, conversation_id: int) -> bool:
        is_changed = await self._messages.end_left_behind(user_id, conversation_id)
        if is_changed:
            self._events.publish(ConversationChanged(user_id, conversation_id))
        return is_changed

    async def recover(self) -> int:
        """Mark answers that dead processes left unfinished. Returns how many."""
        return await (self._messages.interrupt_orphans() if self._elsewhere is None else self._elsewhere.end_orphans())

    async def interrupt_all(self) -> None:
        """End every answer and save it as interrupted."""
        tasks = [*self._tasks.values(), *filter(None, [self._preparing])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def aclose(self) -> None:
        """End every answer and save it as interrupted. Gives up on what can't be written."""
        await self.interrupt_all()
        await self._tools.late_writes.aclose()

    async def _save_end_in(self, conversation_id: int | None) -> None:
        """Save the previous answer first: nothing may continue from an unsaved one. Raises NotSaved."""
        if (late := self._unsaved.get(conversation_id or 0)) is not None:
            await late.attempt()

    @run_to_completion
    async def _begin(self, saving: Awaitable[Turn], job: AnswerJob) -> Generation:
        """Launch the answer once its turn is saved, even if the caller has gone by then."""
        try:
            turn = await saving
        except BaseException as error:
            job.reservation.release()
            if isinstance(error, SentBefore) and (earlier := await self.turns.find(job.user_id, error.key)) is not None:
                return earlier
            raise
        return await self._launch(turn, job)

    async def _launch(self, turn: Turn, job: AnswerJob) -> Generation:
        self._preparing = self._preparing or asyncio.create_task(self._tools.prepare(), context=contextvars.Context())
        generation = Generation(turn=turn, user_id=job.user_id, provider=job.provider.name, model=job.model)
        self._running[turn.conversation_id] = generation
        # A clean context: the task must not inherit the context variables of the tab that asked.
        task = asyncio.create_task(self._write(generation, job), context=contextvars.Context())
        self._tasks[turn.reply_id] = task
        task.add_done_callback(lambda _: self._tasks.pop(turn.reply_id, None))
        self._subscriptions.notify(generation)
        self._events.publish(started(generation))
        await asyncio.sleep(0)  # let the task start: cancelled before its first step, it could not clean up
        return generation

    async def _write(self, generation: Generation, job: AnswerJob) -> None:
        def saved_late() -> None:
            self._ended_count += 1
            self._unsaved.pop(generation.conversation_id, None)
            self._subscriptions.notify(generation)
            self._events.publish(ended(generation, is_saved=True))

        runner = self._tools.runner(generation, job, saved_late)
        outcome = Outcome(status=MessageStatus.INTERRUPTED)
        try:
            outcome = await runner.run()
        finally:
            del self._running[generation.conversation_id]
            if runner.unsaved is not None and not runner.is_saved:
                self._unsaved[generation.conversation_id] = runner.unsaved
            self._ended_count += 1
            generation.end(outcome)
            self._events.publish(ended(generation, is_saved=runner.is_saved))
