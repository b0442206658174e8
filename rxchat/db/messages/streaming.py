"""Streaming answers: at most one per conversation; while there is one, no other turn starts."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.messages.artifact_writes import add_artifacts_of
from rxchat.db.messages.instruction_columns import COLUMNS, instructions_in
from rxchat.db.messages.ownership import no_conversation, owned_by
from rxchat.db.open_answers import OpenAnswers
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.worker_tables import WorkerRow
from rxchat.db.usage.usage_records import usage_of
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.errors import InvalidRequest
from rxchat.domain.instructions import Instructions

# A literal, not a parameter: SQLite uses the partial index only if it can see the value.
IS_STREAMING: Final[ColumnElement[bool]] = col(MessageRow.status) == literal_column(f"'{MessageStatus.STREAMING}'")


@dataclass(frozen=True, slots=True)
class IdleConversation:
    """`end_id` is the last message of the shown branch, None with a single branch; `settings` are JSON."""

    end_id: int | None
    settings: str | None
    instructions: Instructions


async def idle_conversation(session: AsyncSession, user_id: int, conversation_id: int, answers: OpenAnswers) -> IdleConversation:
    """The user's conversation, ready for a new turn. Raises NotFound, or InvalidRequest while an answer is being written.

    An answer without a writer is interrupted here instead.
    """
    is_busy = exists().where(*_growing_in(conversation_id)).correlate(ConversationRow)
    query = select(col(ConversationRow.current_message_id), *COLUMNS, is_busy.label("is_busy")).where(
        col(ConversationRow.id) == conversation_id, *owned_by(user_id)
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise no_conversation()
    if found.is_busy:
        await end_orphans(session, answers, col(MessageRow.conversation_id) == conversation_id)
        if await session.scalar(select(exists().where(*_growing_in(conversation_id)))):
            raise InvalidRequest("A response is still in progress.", hint="Wait for it or stop it.")
    return IdleConversation(found.current_message_id, found.settings, instructions_in(found))


def is_orphaned(answers: OpenAnswers) -> ColumnElement[bool]:
    """Whether nobody writes a streaming answer any more: neither this process nor another one that lives."""
    is_not_here = col(MessageRow.id).not_in(answers.ids)
    if answers.worker is None:
        return is_not_here
    owner = col(MessageRow.worker_id)
    is_owned = exists().where(col(WorkerRow.id) == owner, col(WorkerRow.is_gone).is_not(True)).correlate(MessageRow)
    return or_(~is_owned, and_(owner == answers.worker, is_not_here))


async def end_orphans(session: AsyncSession, answers: OpenAnswers, *which: ColumnElement[bool]) -> int:
    """End streaming answers that nobody writes: as interrupted, or as stopped where somebody asked for that. Returns how many."""
    orphans = and_(is_orphaned(answers), *which)
    if answers.worker is None:
        return await interrupt(session, orphans)
    is_stopped = col(MessageRow.stop_requested_at).is_not(None)
    stopped = await interrupt(session, orphans, is_stopped, status=MessageStatus.CANCELLED)
    return stopped + await interrupt(session, orphans)


async def interrupt(session: AsyncSession, *which: ColumnElement[bool], status: MessageStatus = MessageStatus.INTERRUPTED) -> int:
    """Mark streaming answers as interrupted, and record their usage and artifacts. Returns how many."""
    answers = and_(IS_STREAMING, *which)
    await session.execute(usage_of(answers, status))
    interrupted = update(MessageRow).where(answers).values(status=status)
    ended = col(MessageRow.conversation_id), col(MessageRow.id), col(MessageRow.content)
    rows = (await session.execute(interrupted.returning(*ended))).all()
    for row in rows:
        await add_artifacts_of(session, row.conversation_id, row.id, row.content or "")
    return len(rows)


def _growing_in(conversation_id: int) -> tuple[ColumnElement[bool], ...]:
    return IS_STREAMING, col(MessageRow.conversation_id) == conversation_id
