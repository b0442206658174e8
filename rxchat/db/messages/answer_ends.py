"""Answer ends: the last text of an answer, how it ended, its artifacts and its usage, in one transaction."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database
from rxchat.db.messages.appending import Appender, is_finished
from rxchat.db.messages.artifact_writes import add_artifacts
from rxchat.db.messages.fence import require_living
from rxchat.db.messages.growth import end_of
from rxchat.db.messages.message_counts import touch
from rxchat.db.schema.core_tables import MessageRow
from rxchat.db.usage.metric_columns import columns_of
from rxchat.db.usage.usage_records import usage_of
from rxchat.domain.artifacts import Artifact
from rxchat.domain.conversations import Outcome
from rxchat.domain.errors import NotSaved
from rxchat.domain.reasoning import AnswerParts


class AnswerEnds:
    """An end that failed is saved again. Where it was saved all the same, when the server was lost in the middle of the COMMIT,
    nothing is done twice.
    """

    def __init__(self, database: Database, appender: Appender) -> None:
        self._database = database
        self._answers = database.open_answers
        self._appender = appender
        self._maybe_saved: set[int] = set()

    async def save(
        self,
        message_id: int,
        outcome: Outcome,
        *,
        text: str = "",
        thinking: str = "",
        whole: AnswerParts | None = None,
        artifacts: Sequence[Artifact] = (),
    ) -> None:
        """Append the last text, or replace it by `whole`. Its caller lets it run to its end. Raises NotSaved."""
        values = _ending(outcome)
        if whole is not None:
            text, thinking, values = "", "", values | {"content": whole.text, "thinking": whole.thinking}
        change = end_of(message_id, text, thinking, values, self._appender.doubt(message_id))
        try:
            async with self._database.transaction() as session:
                await require_living(session, self._answers)
                conversation_id = await session.scalar(change)
                if conversation_id is not None:
                    await _note(session, conversation_id, message_id, outcome, artifacts)
                elif not await self._is_saved(session, message_id, outcome):
                    raise is_finished()
        except NotSaved:
            if self._answers.worker is not None:
                self._maybe_saved.add(message_id)
            raise
        self.forget(message_id)

    def forget(self, message_id: int) -> None:
        """The answer is saved, or never will be."""
        self._answers.close(message_id)
        self._appender.forget(message_id)
        self._maybe_saved.discard(message_id)

    async def _is_saved(self, session: AsyncSession, message_id: int, outcome: Outcome) -> bool:
        """Whether an earlier attempt did it, which only seemed to fail."""
        if message_id not in self._maybe_saved:
            return False
        is_ours = col(MessageRow.worker_id) == self._answers.worker
        query = select(exists().where(col(MessageRow.id) == message_id, col(MessageRow.status) == outcome.status, is_ours))
        return bool(await session.scalar(query))


async def _note(
    session: AsyncSession, conversation_id: int, message_id: int, outcome: Outcome, artifacts: Sequence[Artifact]
) -> None:
    usage, code = outcome.usage, None if outcome.failure is None else outcome.failure.code
    await session.execute(usage_of(col(MessageRow.id) == message_id, outcome.status, failure_code=code))
    await touch(session, conversation_id, tokens=(usage.input_tokens or 0) + (usage.output_tokens or 0))
    await add_artifacts(session, conversation_id, {message_id: artifacts})


def _ending(outcome: Outcome) -> dict[str, Any]:
    return {
        **columns_of(outcome),
        **outcome.details(),
        "status": outcome.status,
        "finish_reason": outcome.finish_reason,
        "raw_finish_reason": outcome.raw_reason or None,
        "error": outcome.failure,
        "tokens": outcome.usage.output_tokens,
    }
