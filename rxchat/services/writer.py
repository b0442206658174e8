"""Has one answer written, from the first word asked of the vendor to the last one saved."""

import asyncio
import logging
from contextlib import aclosing
from dataclasses import replace

from rxchat.db.messages import MessageRepository
from rxchat.domain.conversations import MessageStatus, Outcome
from rxchat.domain.errors import Failure
from rxchat.domain.requests import AnswerOptions, ChatRequest
from rxchat.services.call import Call
from rxchat.services.generation import Generation
from rxchat.services.recorder import Recorder
from rxchat.services.request_images import images_for
from rxchat.services.requests import request_for

log = logging.getLogger(__name__)

HISTORY_LIMIT = 1000
"""How many of the newest turns a model is given."""

NOT_SAVED = Failure(
    code="not_saved",
    message="The answer could not be saved.",
    hint="Copy it now, check the disk that holds the data directory, then retry.",
    retryable=True,
)


class Writer:
    """Makes the call, hands what comes to the readers and to the database, and says how it ended. Used once."""

    def __init__(self, generation: Generation, call: Call, messages: MessageRepository, options: AnswerOptions) -> None:
        self._generation = generation
        self._call = call
        self._messages = messages
        self._options = options
        self._recorder = Recorder(messages, generation.reply_id)
        self._notes: tuple[str, ...] = ()

    async def write(self) -> Outcome:
        """Write the answer to its end, whatever that is. Cancelling ends the call and saves what came."""
        try:
            async with aclosing(self._call.frames(self._request)) as frames:
                async for frame in frames:
                    self._generation.add(text=frame.text, thinking=frame.thinking)
                    self._recorder.add(text=frame.text, thinking=frame.thinking)
        except asyncio.CancelledError:
            outcome = self._call.outcome()
            if self._generation.is_stopped:
                outcome = replace(outcome, status=MessageStatus.CANCELLED)
        else:
            outcome = self._call.outcome()
        outcome = replace(outcome, notes=(*self._notes, *outcome.notes))
        self._log(outcome)
        return await asyncio.shield(self._save(outcome))

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

    async def _request(self) -> ChatRequest:
        """The conversation up to this reply, which is not written yet."""
        generation = self._generation
        history = await self._messages.list_visible(
            generation.user_id, generation.conversation_id, limit=HISTORY_LIMIT, before_id=generation.reply_id
        )
        images = await images_for(self._messages, generation.user_id, history)
        self._notes = images.notes
        return request_for(generation.model, history, self._options, images.by_message)

    async def _save(self, outcome: Outcome) -> Outcome:
        """Save the end. An answer that can't be saved is said to be so; its readers still have it."""
        try:
            await self._recorder.finish(outcome)
        except Exception:
            log.exception("An answer could not be saved.", extra={"reply_id": self._generation.reply_id})
            return Outcome(status=MessageStatus.ERROR, failure=NOT_SAVED)
        return outcome
