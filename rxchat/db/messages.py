"""The turns of a conversation: read, asked, answered piece by piece, finished."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, insert, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.activity import owned_by
from rxchat.db.conversations import no_conversation
from rxchat.db.engine import Database, carried_through
from rxchat.db.message_counts import messages_in
from rxchat.db.reading_order import PLACE, last_visible, newest_visible, question_before
from rxchat.db.rows import ConversationRow, MessageRow
from rxchat.db.saved_messages import COLUMNS, saved_message
from rxchat.db.usage import usage_of
from rxchat.domain.conversations import MessageStatus, Outcome, SavedMessage
from rxchat.domain.errors import InvalidRequest, NotFound
from rxchat.domain.messages import Role
from rxchat.domain.turns import NewTurn, Turn

# Written out, not bound: SQLite uses the index of streaming answers only where it can see the word.
_IS_STREAMING: Final[ColumnElement[bool]] = col(MessageRow.status) == literal_column(f"'{MessageStatus.STREAMING}'")
_MESSAGE_OF_CONVERSATION: Final = col(ConversationRow.id) == col(MessageRow.conversation_id)


class MessageRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @carried_through
    async def list_visible(
        self, user_id: int, conversation_id: int, *, limit: int = 50, before_id: int | None = None
    ) -> list[SavedMessage]:
        """The newest messages seen, in reading order; with `before_id` the newest of those that stand before it."""
        ids = newest_visible(conversation_id, limit=limit, before_id=before_id)
        known = select(col(ConversationRow.id)).where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
        query = select(*COLUMNS).where(col(MessageRow.id).in_(ids), known.exists()).order_by(PLACE, col(MessageRow.id))
        async with self._database.session() as session:
            found = [saved_message(row) for row in await session.execute(query)]
            if not found and await session.scalar(known) is None:
                raise no_conversation()
        return found

    @carried_through
    async def list_all(self, user_id: int, conversation_id: int) -> list[SavedMessage]:
        """Every message in reading order, answers that were replaced too."""
        query = (
            select(*COLUMNS)
            .join(ConversationRow, _MESSAGE_OF_CONVERSATION)
            .where(col(ConversationRow.id) == conversation_id, col(MessageRow.role).in_(list(Role)), *owned_by(user_id))
            .order_by(PLACE, col(MessageRow.id))
        )
        async with self._database.session() as session:
            return [saved_message(row) for row in await session.execute(query)]

    @carried_through
    async def get(self, user_id: int, message_id: int) -> SavedMessage:
        query = (
            select(*COLUMNS)
            .join(ConversationRow, _MESSAGE_OF_CONVERSATION)
            .where(col(MessageRow.id) == message_id, col(MessageRow.role).in_(list(Role)), *owned_by(user_id))
        )
        async with self._database.session() as session:
            row = (await session.execute(query)).one_or_none()
        if row is None:
            raise _no_message()
        return saved_message(row)

    @carried_through
    async def begin_turn(self, turn: NewTurn) -> Turn:
        """Save a question and the row its answer will grow in. Refused while the conversation's last answer is still growing."""
        now = datetime.now(UTC)
        async with self._database.transaction() as session:
            if turn.conversation_id is None:
                conversation_id, last_id = await _new_conversation(session, turn, now), None
            else:
                conversation_id = turn.conversation_id
                last_id = await _last_message(session, turn.user_id, conversation_id)
            asked = {"conversation_id": conversation_id, "created_at": now, "provider": turn.provider, "model": turn.model}
            question_id = await _insert(session, asked, role=Role.USER, content=turn.text, parent_message_id=last_id)
            reply_id = await _insert_reply(session, asked, question_id)
            await _touch(session, conversation_id, now, provider=turn.provider, model=turn.model)
        return Turn(
            conversation_id=conversation_id,
            user_message_id=question_id,
            reply_id=reply_id,
            is_new_conversation=turn.conversation_id is None,
        )

    @carried_through
    async def retry_turn(self, user_id: int, message_id: int, provider: str, model: str) -> Turn:
        """Begin another answer to the question that `message_id` answers, or is. The old answer is kept, out of sight."""
        now = datetime.now(UTC)
        async with self._database.transaction() as session:
            conversation_id, question_id = await _question_of(session, user_id, message_id)
            asked = {"conversation_id": conversation_id, "created_at": now, "provider": provider, "model": model}
            reply_id = await _insert_reply(session, asked, question_id)
            await _touch(session, conversation_id, now, provider=provider, model=model)
        return Turn(conversation_id=conversation_id, user_message_id=question_id, reply_id=reply_id, is_new_conversation=False)

    @carried_through
    async def append(self, message_id: int, *, text: str = "", thinking: str = "") -> None:
        """Add a piece to a growing answer. SQL joins it on, so a piece costs its own length and not the answer's."""
        if not text and not thinking:
            return
        async with self._database.transaction() as session:
            await _grow(session, message_id, text, thinking)

    @carried_through
    async def finish(self, message_id: int, outcome: Outcome, *, text: str = "", thinking: str = "") -> None:
        """Add the last piece, say how the answer ended, and count the call."""
        usage = outcome.usage
        async with self._database.transaction() as session:
            conversation_id = await _grow(session, message_id, text, thinking, **_ending(outcome))
            code = None if outcome.failure is None else outcome.failure.code
            await session.execute(usage_of(col(MessageRow.id) == message_id, outcome.status, failure_code=code))
            tokens = (usage.input_tokens or 0) + (usage.output_tokens or 0)
            await _touch(session, conversation_id, datetime.now(UTC), tokens=tokens)

    @carried_through
    async def interrupt_orphans(self) -> int:
        """Mark the answers a process left behind when it died, and count their calls. Only for the one process that serves."""
        interrupted = update(MessageRow).where(_IS_STREAMING).values(status=MessageStatus.INTERRUPTED)
        async with self._database.transaction() as session:
            await session.execute(usage_of(_IS_STREAMING, MessageStatus.INTERRUPTED))
            return len((await session.scalars(interrupted.returning(col(MessageRow.id)))).all())


def _no_message() -> NotFound:
    return NotFound("There is no such message.", hint="Its conversation may have been deleted.")


def _is_busy(conversation_id: Any) -> ColumnElement[bool]:
    """Whether an answer is growing in a conversation; usable beside a selected message, whose row it does not mean."""
    return exists().where(_IS_STREAMING, col(MessageRow.conversation_id) == conversation_id).correlate(ConversationRow)


def _refuse_busy() -> InvalidRequest:
    return InvalidRequest("An answer is still being written in this conversation.", hint="Wait for it, or stop it first.")


async def _new_conversation(session: AsyncSession, turn: NewTurn, now: datetime) -> int:
    new = insert(ConversationRow).values(
        user_id=turn.user_id,
        title=turn.title,
        provider=turn.provider,
        model=turn.model,
        created_at=now,
        updated_at=now,
        last_message_at=now,
    )
    return (await session.execute(new.returning(col(ConversationRow.id)))).scalar_one()


async def _last_message(session: AsyncSession, user_id: int, conversation_id: int) -> int | None:
    query = select(
        _is_busy(conversation_id).label("is_busy"), last_visible(conversation_id).scalar_subquery().label("last_id")
    ).where(col(ConversationRow.id) == conversation_id, *owned_by(user_id))
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise no_conversation()
    if found.is_busy:
        raise _refuse_busy()
    return found.last_id


async def _question_of(session: AsyncSession, user_id: int, message_id: int) -> tuple[int, int]:
    """The conversation and the question of a message. An adopted answer without a parent is given the question before it."""
    query = (
        select(
            col(MessageRow.conversation_id),
            col(MessageRow.role),
            col(MessageRow.parent_message_id),
            _is_busy(col(ConversationRow.id)).label("is_busy"),
            question_before().label("earlier_id"),
        )
        .join(ConversationRow, _MESSAGE_OF_CONVERSATION)
        .where(col(MessageRow.id) == message_id, *owned_by(user_id))
    )
    found = (await session.execute(query)).one_or_none()
    if found is None:
        raise _no_message()
    if found.is_busy:
        raise _refuse_busy()
    if found.role == Role.USER:
        return found.conversation_id, message_id
    question_id: int | None = found.parent_message_id or found.earlier_id
    if found.role != Role.ASSISTANT or question_id is None:
        raise InvalidRequest(
            "This message answers no question, so there is nothing to retry.", hint="Ask again in a new message."
        )
    if found.parent_message_id is None:
        await session.execute(update(MessageRow).where(col(MessageRow.id) == message_id).values(parent_message_id=question_id))
    return found.conversation_id, question_id


async def _insert(session: AsyncSession, common: dict[str, Any], **values: object) -> int:
    new = insert(MessageRow).values(**common, **values)
    return (await session.execute(new.returning(col(MessageRow.id)))).scalar_one()


async def _insert_reply(session: AsyncSession, common: dict[str, Any], question_id: int) -> int:
    return await _insert(
        session, common, role=Role.ASSISTANT, content="", status=MessageStatus.STREAMING, parent_message_id=question_id
    )


async def _grow(session: AsyncSession, message_id: int, text: str, thinking: str, **values: object) -> int:
    """Add to a streaming answer, and give the id of its conversation."""
    if text:
        values["content"] = func.coalesce(col(MessageRow.content), "").concat(text)
    if thinking:
        values["thinking"] = func.coalesce(col(MessageRow.thinking), "").concat(thinking)
    change = update(MessageRow).where(col(MessageRow.id) == message_id, _IS_STREAMING).values(**values)
    conversation_id = await session.scalar(change.returning(col(MessageRow.conversation_id)))
    if conversation_id is None:
        raise InvalidRequest("This answer is finished: nothing can be added to it.")
    return conversation_id


def _ending(outcome: Outcome) -> dict[str, Any]:
    usage, cost = outcome.usage, outcome.cost
    return {
        "status": outcome.status,
        "finish_reason": outcome.finish_reason,
        "raw_finish_reason": outcome.raw_reason or None,
        "error": outcome.failure,
        "tokens": usage.output_tokens,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_read_tokens": usage.cache_read_tokens,
        "cache_write_tokens": usage.cache_write_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "cost": None if cost is None else cost.amount,
        "currency": None if cost is None else cost.currency,
        "latency_ms": outcome.latency_ms,
        "first_ms": outcome.first_ms,
    }


async def _touch(session: AsyncSession, conversation_id: int, now: datetime, *, tokens: int = 0, **values: object) -> None:
    """Bring a conversation to the top and keep its counts."""
    values |= {
        "updated_at": now,
        "last_message_at": now,
        "message_count": messages_in(conversation_id),
        "token_count": func.coalesce(col(ConversationRow.token_count), 0) + tokens,
    }
    await session.execute(update(ConversationRow).where(col(ConversationRow.id) == conversation_id).values(**values))
