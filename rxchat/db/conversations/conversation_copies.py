"""Conversation copies: all messages, or the path to one, written in batches and visible once complete."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Text, and_, bindparam, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.column_types import UtcDateTime
from rxchat.db.database import Database, run_to_completion
from rxchat.db.messages.ownership import no_conversation
from rxchat.db.messages.parents import set_parents
from rxchat.db.messages.reading_order import PARENT, POSITION
from rxchat.db.messages.unfinished import finish, unfinished
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.legacy_tables import ArtifactRow
from rxchat.db.write_batches import WriteBatches
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.messages import Role

PURPOSE: Final = "copy"
_AT_ONCE: Final = 1000
"""Rows read before control returns to the event loop."""
_CONVERSATION: Final = ("user_id", "project_id", "model", "provider", "settings", "token_count")
_READING: Final = (POSITION, col(MessageRow.id))
_NOT_COPIED: Final = {"id", "conversation_id", "parent_message_id"}
_COPIED: Final = tuple(name for name in MessageRow.model_fields if name not in _NOT_COPIED)
_ARTIFACT: Final = tuple(name for name in ArtifactRow.model_fields if name not in {"id", "conversation_id", "message_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CopySource:
    """The source of a copy: its messages in reading order, each with its parent's id, and the end of its shown branch.

    `new` are column values that the copy changes. `is_path` when only some of the messages are copied.
    """

    conversation_id: int
    messages: Sequence[tuple[int, int | None]]
    end_id: int | None
    new: Mapping[str, str | None]
    is_path: bool = False


async def copy_source(
    session: AsyncSession,
    conversation_id: int,
    new: Mapping[str, str | None],
    end_id: int | None,
    path: Sequence[int] | None = None,
) -> CopySource:
    """Read what to copy. Streaming answers are left out; with `path` only those messages are included."""
    query = select(col(MessageRow.id), PARENT.label("parent_id")).where(
        col(MessageRow.conversation_id) == conversation_id,
        col(MessageRow.status).is_distinct_from(MessageStatus.STREAMING),
    )
    rows = await session.stream(query.order_by(*_READING).execution_options(yield_per=_AT_ONCE))
    wanted = None if path is None else set(path)
    messages: list[tuple[int, int | None]] = []
    async for some in rows.partitions():
        messages += [(row.id, row.parent_id) for row in some if wanted is None or row.id in wanted]
    return CopySource(conversation_id=conversation_id, messages=messages, end_id=end_id, new=new, is_path=path is not None)


async def copy_conversation(database: Database, of: CopySource) -> int:
    """Write the copy and return its id. Usage isn't copied: its calls were made once.

    Raises NotFound when the original is deleted meanwhile.
    """
    copy_id = await _create(database, of)
    ids: dict[int, int] = {}
    early: list[tuple[int, int]] = []
    for piece in WriteBatches(of.messages):
        await _copy_messages(database, copy_id, piece, ids)
        early += [(old_id, parent) for old_id, parent in piece if parent is not None and parent not in ids]
    for piece in WriteBatches([(old_id, parent) for old_id, parent in early if parent in ids]):
        await _set_early_parents(database, {ids[old_id]: ids[parent] for old_id, parent in piece})
    await _finish(database, of, copy_id, ids)
    return copy_id


@run_to_completion
async def _create(database: Database, of: CopySource) -> int:
    now = datetime.now(UTC)
    values: dict[str, Any] = {name: getattr(ConversationRow, name) for name in _CONVERSATION}
    values |= {name: literal(value, Text()) for name, value in of.new.items()}
    values |= dict.fromkeys(("created_at", "updated_at", "last_message_at"), literal(now, UtcDateTime()))
    values |= {name: literal(value) for name, value in unfinished(PURPOSE).items()}
    source = select(*values.values()).where(col(ConversationRow.id) == of.conversation_id)
    inserted = insert(ConversationRow).from_select(list(values), source).returning(col(ConversationRow.id))
    async with database.transaction() as session:
        copy_id = (await session.execute(inserted)).scalar_one_or_none()
    if copy_id is None:
        raise no_conversation()
    return copy_id


@run_to_completion
async def _copy_messages(database: Database, copy_id: int, piece: Sequence[tuple[int, int | None]], ids: dict[int, int]) -> None:
    """Insert in reading order, so that the nth new row is the copy of the nth message. Adds to `ids`: new ids by original ids."""
    old_ids = [old_id for old_id, _ in piece]
    of_piece = col(MessageRow.id).in_(bindparam("piece", old_ids, expanding=True, literal_execute=True))
    columns = (getattr(MessageRow, name) for name in _COPIED)
    source = select(literal(copy_id), *columns).where(of_piece).order_by(*_READING)
    inserted = insert(MessageRow).from_select(["conversation_id", *_COPIED], source).returning(col(MessageRow.id))
    async with database.transaction() as session:
        new_ids = sorted((await session.scalars(inserted)).all())
        if len(new_ids) < len(old_ids):
            raise no_conversation()
        ids.update(zip(old_ids, new_ids, strict=True))
        await set_parents(session, {ids[old_id]: ids[parent] for old_id, parent in piece if parent in ids})
        await _copy_artifacts(session, copy_id, {old_id: ids[old_id] for old_id in old_ids})


async def _copy_artifacts(session: AsyncSession, copy_id: int, ids: Mapping[int, int]) -> None:
    """Those of the messages in `ids`. A row that names a message of another conversation belongs to neither."""
    of_piece = col(ArtifactRow.message_id).in_(bindparam("piece", list(ids), expanding=True, literal_execute=True))
    its = (col(ArtifactRow.message_id) == col(MessageRow.id)) & (
        col(ArtifactRow.conversation_id) == col(MessageRow.conversation_id)
    )
    columns = (getattr(ArtifactRow, name) for name in _ARTIFACT)
    query = (
        select(col(ArtifactRow.message_id), *columns).join(MessageRow, and_(*its)).where(of_piece).order_by(col(ArtifactRow.id))
    )
    rows = [
        {**row, "message_id": ids[row["message_id"]], "conversation_id": copy_id}
        for row in (await session.execute(query.order_by(col(ArtifactRow.id)))).mappings()
    ]
    if rows:
        await (await session.connection()).execute(insert(ArtifactRow), rows)


@run_to_completion
async def _set_early_parents(database: Database, parents: Mapping[int, int]) -> None:
    """Parents of messages that come before them in reading order, as happens in adopted files."""
    async with database.transaction() as session:
        await set_parents(session, parents)


@run_to_completion
async def _finish(database: Database, of: CopySource, copy_id: int, ids: Mapping[int, int]) -> None:
    """Show the same branch; where it ended with a streaming answer, end at its question."""
    values: dict[str, Any] = _of_path(copy_id) if of.is_path else {}
    async with database.transaction() as session:
        end_id = of.end_id
        if end_id is not None and end_id not in ids:
            end_id = await session.scalar(select(col(MessageRow.parent_message_id)).where(col(MessageRow.id) == end_id))
        await finish(session, copy_id, current_message_id=ids.get(end_id or 0), **values)


def _of_path(copy_id: int) -> dict[str, Any]:
    """The last copied answer's model, and the tokens of the copied answers."""
    answers = (col(MessageRow.conversation_id) == copy_id, col(MessageRow.role) == Role.ASSISTANT)
    tokens = func.coalesce(col(MessageRow.input_tokens), 0) + func.coalesce(col(MessageRow.output_tokens), 0)
    values: dict[str, Any] = {
        name: func.coalesce(
            select(getattr(MessageRow, name)).where(*answers).order_by(col(MessageRow.id).desc()).limit(1).scalar_subquery(),
            getattr(ConversationRow, name),
        )
        for name in ("provider", "model")
    }
    return values | {"token_count": select(func.coalesce(func.sum(tokens), 0)).where(*answers).scalar_subquery()}
