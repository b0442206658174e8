"""Answer runner: takes one answer from the request through the provider's stream to its saved end."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from rxchat.db.messages.message_repository import MessageRepository
from rxchat.db.open_answers import UnsavedAnswer
from rxchat.domain.compaction import summarized
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.instructions import InstructionLevel, instructed, is_sent, taught
from rxchat.domain.legacy_answers import read_answer
from rxchat.domain.reasoning import separate_reasoning
from rxchat.domain.requests import AnswerOptions, ChatRequest
from rxchat.providers.base import BaseProvider
from rxchat.services.chat.generation import Generation
from rxchat.services.chat.persister import SHARED_FLUSH_SECONDS, AnswerPersister
from rxchat.services.chat.provider_call import ProviderCall
from rxchat.services.chat.request_builder import request_for
from rxchat.services.chat.request_images import images_for
from rxchat.services.health.health_tracker import HealthTracker
from rxchat.services.models.pricing import Pricing
from rxchat.services.usage.reservations import Reservation
from rxchat.services.write_retries import RetriedWrite, WriteRetries

log = logging.getLogger(__name__)

FIRST_WORDS_SECONDS = 1.0
NOT_SAVED = Failure(
    code="not_saved",
    message="Couldn't save this response.",
    hint="Copy it now, then check disk space and retry.",
    retryable=True,
)


@dataclass(frozen=True, slots=True)
class AnswerJob:
    """An answer to generate: the provider, model and options, and the reservation of its cost."""

    user_id: int
    provider: BaseProvider
    model: str
    options: AnswerOptions | None
    reservation: Reservation


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTools:
    """What all answers of a service are written with."""

    messages: MessageRepository
    pricing: Pricing
    health: HealthTracker
    late_writes: WriteRetries
    clock: Callable[[], float]

    async def prepare(self) -> None:
        """Read the price list, once the first words are there: the thread that reads it would hold them up by 40 ms."""
        await self.pricing.prepare(after=FIRST_WORDS_SECONDS)

    def runner(self, generation: Generation, job: AnswerJob, on_late: Callable[[], None]) -> "AnswerRunner":
        turn = generation.turn
        instructions = taught(turn.instructions, is_able=job.provider.writes_artifacts)
        return AnswerRunner(
            generation,
            ProviderCall(job.provider, job.model, pricing=self.pricing, health=self.health, clock=self.clock),
            self.messages,
            instructed(job.options or AnswerOptions(), turn.settings, instructions),
            reservation=job.reservation,
            late_writes=self.late_writes,
            on_late=on_late,
            writes_artifacts=is_sent(InstructionLevel.ARTIFACTS, instructions),
        )


class AnswerRunner:
    """Builds the request, calls the provider, and passes what comes to the readers and to the database. Used once.

    `writes_artifacts` says that the model was taught to. `unsaved` is the end of an answer while the database hasn't taken it;
    `on_late` is called when it has.
    """

    def __init__(
        self,
        generation: Generation,
        call: ProviderCall,
        messages: MessageRepository,
        options: AnswerOptions,
        *,
        reservation: Reservation,
        late_writes: WriteRetries,
        on_late: Callable[[], None],
        writes_artifacts: bool = False,
    ) -> None:
        self.is_saved = False
        self.unsaved: RetriedWrite | None = None
        self._generation = generation
        self._call = call
        self._messages = messages
        self._options = options
        self._reservation = reservation
        self._late_writes = late_writes
        self._on_late = on_late
        self._writes_artifacts = writes_artifacts
        every = SHARED_FLUSH_SECONDS if messages.is_shared else None
        self._persister = AnswerPersister(messages, generation.reply_id, every)
        self._notes: tuple[str, ...] = ()

    async def run(self) -> Outcome:
        """Take the answer to its end, and save that. Cancelling ends the call and saves what came."""
        is_cancelled = False
        try:
            async with self._call:
                request = await self._build_request()
                await self._stream(request)
        except asyncio.CancelledError:
            is_cancelled = True
        outcome = self._call.outcome()
        if is_cancelled and self._generation.is_stopped:
            outcome = replace(outcome, status=MessageStatus.CANCELLED)
        outcome = replace(outcome, notes=(*self._notes, *outcome.notes))
        self._log(outcome)
        return await asyncio.shield(self._save(outcome))

    async def _build_request(self) -> ChatRequest:
        """The conversation up to the question, as the model is given it."""
        turn = self._generation.turn
        summary, history = summarized(turn.history)
        images = await images_for(self._messages, self._generation.user_id, history)
        self._notes = images.notes
        request = request_for(
            self._generation.model,
            history,
            self._options,
            images.by_message,
            has_tags=self._writes_artifacts,
            summary=summary,
        )
        request = replace(request, cache_key=f"rxchat-{turn.conversation_id}")
        self._reservation.expect_request(request)
        return request

    async def _stream(self, request: ChatRequest) -> None:
        async with aclosing(self._call.frames(request)) as frames:
            async for frame in frames:
                self._generation.add(text=frame.text, thinking=frame.thinking)
                self._persister.add(text=frame.text, thinking=frame.thinking)

    def _log(self, outcome: Outcome) -> None:
        generation = self._generation
        fields = {
            "provider": generation.provider,
            "model": generation.model,
            "conversation_id": generation.conversation_id,
            "reply_id": generation.reply_id,
            "status": outcome.status.value,
            "code": outcome.failure.code if outcome.failure else None,
            "latency_ms": outcome.latency_ms,
        }
        log.info("An answer has been written.", extra=fields)

    async def _save(self, outcome: Outcome) -> Outcome:
        """Save the end. Where that has to wait, the answer is over all the same, and says that it isn't saved yet."""
        generation = self._generation
        self._reservation.settle(outcome.cost)
        try:
            late = await self._late_writes.save(partial(self._finish, outcome))
        except Exception:
            log.exception("An answer could not be saved.", extra={"reply_id": generation.reply_id})
            self._messages.release(generation.reply_id)
            self._reservation.release()
            return Outcome(status=MessageStatus.ERROR, failure=NOT_SAVED)
        if late.is_done:
            return outcome
        said = separate_reasoning(generation.written, generation.thinking)
        unsaved = UnsavedAnswer(text=said.text, thinking=said.thinking, outcome=outcome, cause=lambda: late.cause)
        self._messages.hold(generation.reply_id, unsaved)
        self.unsaved = late
        return replace(outcome, notes=(*outcome.notes, unsaved.note))

    async def _finish(self, outcome: Outcome) -> None:
        written = self._generation.written
        said = separate_reasoning(written, self._generation.thinking)
        placed = read_answer(said.text, known=self._generation.known).artifacts
        artifacts = [each.artifact for each in placed]
        await self._persister.finish(outcome, said if said.text != written else None, artifacts)
        self._reservation.release()
        self.is_saved = True
        if self._generation.outcome is not None:
            self._on_late()
