"""Message mapping: from database rows to `SavedMessage`."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Row, SQLColumnExpression, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.messages.artifact_rows import HAS_ARTIFACTS, artifacts_of
from rxchat.db.messages.message_images import IMAGE_COUNT
from rxchat.db.open_answers import OpenAnswers
from rxchat.db.schema.core_tables import MessageRow
from rxchat.db.usage.metric_columns import METRIC_COLUMNS, metrics_of
from rxchat.domain.artifact_stream import shown_so_far
from rxchat.domain.artifacts import Artifact
from rxchat.domain.chunks import FinishReason
from rxchat.domain.conversations import DETAIL_FIELDS, MessageStatus, SavedMessage
from rxchat.domain.errors import NotFound
from rxchat.domain.legacy_answers import LegacyAnswer, read_answer
from rxchat.domain.messages import Role
from rxchat.domain.timestamps import EPOCH

COLUMNS: Final[tuple[SQLColumnExpression[Any], ...]] = (
    col(MessageRow.id),
    col(MessageRow.conversation_id),
    col(MessageRow.parent_message_id),
    col(MessageRow.role),
    col(MessageRow.content),
    col(MessageRow.created_at),
    col(MessageRow.status),
    col(MessageRow.thinking),
    col(MessageRow.provider),
    col(MessageRow.model),
    col(MessageRow.finish_reason),
    col(MessageRow.error),
    col(MessageRow.summary),
    col(MessageRow.summary_last_id),
    *(getattr(MessageRow, name) for name in METRIC_COLUMNS),
    *(getattr(MessageRow, name) for name in DETAIL_FIELDS),
    IMAGE_COUNT.label("image_count"),
    HAS_ARTIFACTS.label("has_artifacts"),
)
MOST_SHOWN: Final = 100
"""Images of one message; an old or imported file may claim any number."""
# The Claude-only program stored Anthropic's own stop reasons.
_CLAUDE_REASONS: Final = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.CONTEXT,
    "tool_use": FinishReason.TOOL,
}
_REASONS: Final = {reason.value: reason for reason in FinishReason} | _CLAUDE_REASONS
_STATUSES: Final = {status.value: status for status in MessageStatus}


def no_message() -> NotFound:
    return NotFound("Message not found.", hint="Its conversation may have been deleted.")


async def read_messages(session: AsyncSession, ids: Sequence[int], answers: OpenAnswers) -> list[SavedMessage]:
    """The messages with these ids, in their order."""
    rows = await session.execute(select(*COLUMNS).where(col(MessageRow.id).in_(ids)))
    found = {message.id: message for message in await saved_messages(session, rows.all(), answers)}
    return [found[id_] for id_ in ids]


async def saved_messages(
    session: AsyncSession, rows: Sequence[Row[*tuple[Any, ...]]], answers: OpenAnswers
) -> list[SavedMessage]:
    """From rows of COLUMNS, in their order."""
    kept = await artifacts_of(session, [row.id for row in rows if row.has_artifacts])
    return [answers.shown(_saved_message(row, kept.get(row.id, ()))) for row in rows]


def _saved_message(row: Row[*tuple[Any, ...]], kept: Sequence[Artifact]) -> SavedMessage:
    status = _STATUSES.get(row.status, MessageStatus.COMPLETE)
    read = LegacyAnswer(row.content or "", row.thinking or "")
    if row.role == Role.ASSISTANT and status is not MessageStatus.STREAMING:
        read = read_answer(read.text, read.thinking, kept)
    elif status is MessageStatus.STREAMING:
        read = read._replace(text=shown_so_far(read.text))
    return SavedMessage(
        id=row.id,
        conversation_id=row.conversation_id,
        parent_id=row.parent_message_id,
        role=Role(row.role),
        text=read.text,
        created_at=row.created_at or EPOCH,
        status=status,
        thinking=read.thinking,
        provider=row.provider or "",
        model=row.model or "",
        finish_reason=_REASONS.get(row.finish_reason, FinishReason.UNKNOWN) if row.finish_reason else None,
        failure=row.error,
        image_count=min(row.image_count, MOST_SHOWN),
        artifacts=read.artifacts,
        summary=row.summary or "",
        summary_last_id=row.summary_last_id or 0,
        **metrics_of(row),
        **{name: getattr(row, name) for name in DETAIL_FIELDS},
    )
