"""Turns: a new question, an edited one, or another answer to one, each with an empty answer to stream into."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.messages.ancestors import parent_of_question, question_of
from rxchat.db.messages.first_branches import FirstBranch, make_first_branch
from rxchat.db.messages.message_counts import touch
from rxchat.db.messages.message_images import images_text
from rxchat.db.messages.message_mapping import no_message
from rxchat.db.messages.ownership import owned_by
from rxchat.db.messages.reading_order import last_visible
from rxchat.db.messages.streaming import idle_conversation
from rxchat.db.messages.turn_images import images_of
from rxchat.db.open_answers import OpenAnswers
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.settings_json import read_settings, with_settings
from rxchat.domain.conversations import MessageStatus
from rxchat.domain.messages import Role
from rxchat.domain.turns import NewTurn, Turn


async def begin(session: AsyncSession, turn: NewTurn, answers: OpenAnswers, first_branch: FirstBranch | None = None) -> Turn:
    """Save a question and an empty answer. A new one's parent is the last visible message; an edited one, its original's."""
    if turn.conversation_id is None:
        conversation_id, settings = await _new_conversation(session, turn), turn.settings
        parent_id, is_branched = None, False
    else:
        conversation_id = turn.conversation_id
        idle = await idle_conversation(session, turn.user_id, conversation_id, answers)
        settings = read_settings(idle.settings)
        is_branched = idle.end_id is not None or turn.edited_id is not None
        if turn.edited_id is not None:
            if idle.end_id is None:
                await make_first_branch(session, conversation_id, first_branch)
            parent_id = await parent_of_question(session, conversation_id, turn.edited_id)
        else:
            parent_id = idle.end_id or await session.scalar(last_visible(conversation_id))
    asked = _common(conversation_id, turn.provider, turn.model)
    question_id = await _insert_question(session, asked, turn, parent_id)
    reply_id = await _insert_reply(session, asked, question_id)
    shown = {"current_message_id": reply_id} if is_branched else {}
    await touch(session, conversation_id, provider=turn.provider, model=turn.model, **shown)
    return Turn(
        conversation_id=conversation_id,
        user_message_id=question_id,
        reply_id=reply_id,
        is_new_conversation=turn.conversation_id is None,
        settings=settings,
    )


async def begin_again(
    session: AsyncSession,
    user_id: int,
    message_id: int,
    provider: str,
    model: str,
    answers: OpenAnswers,
    first_branch: FirstBranch | None = None,
) -> Turn:
    """Save another empty answer to the message's question, and show the branch that ends there."""
    conversation_id = await conversation_of(session, user_id, message_id)
    idle = await idle_conversation(session, user_id, conversation_id, answers)
    if idle.end_id is None:
        await make_first_branch(session, conversation_id, first_branch)
    question_id = await question_of(session, conversation_id, message_id)
    reply_id = await _insert_reply(session, _common(conversation_id, provider, model), question_id)
    await touch(session, conversation_id, provider=provider, model=model, current_message_id=reply_id)
    return Turn(
        conversation_id=conversation_id,
        user_message_id=question_id,
        reply_id=reply_id,
        is_new_conversation=False,
        settings=read_settings(idle.settings),
    )


async def conversation_of(session: AsyncSession, user_id: int, message_id: int) -> int:
    """The user's conversation that contains the message. Raises NotFound."""
    query = (
        select(col(MessageRow.conversation_id))
        .join(ConversationRow, col(ConversationRow.id) == col(MessageRow.conversation_id))
        .where(col(MessageRow.id) == message_id, *owned_by(user_id))
    )
    conversation_id = await session.scalar(query)
    if conversation_id is None:
        raise no_message()
    return conversation_id


async def _new_conversation(session: AsyncSession, turn: NewTurn) -> int:
    now = datetime.now(UTC)
    new = insert(ConversationRow).values(
        user_id=turn.user_id,
        title=turn.title,
        provider=turn.provider,
        model=turn.model,
        created_at=now,
        updated_at=now,
        last_message_at=now,
        settings=with_settings(None, turn.settings),
    )
    return (await session.execute(new.returning(col(ConversationRow.id)))).scalar_one()


def _common(conversation_id: int, provider: str, model: str) -> dict[str, Any]:
    return {"conversation_id": conversation_id, "created_at": datetime.now(UTC), "provider": provider, "model": model}


async def _insert(session: AsyncSession, common: dict[str, Any], **values: object) -> int:
    new = insert(MessageRow).values(**common, **values)
    return (await session.execute(new.returning(col(MessageRow.id)))).scalar_one()


async def _insert_question(session: AsyncSession, common: dict[str, Any], turn: NewTurn, parent_id: int | None) -> int:
    images = await images_of(session, turn)
    said = {"role": Role.USER, "content": turn.text, "images": images_text(images), "image_count": len(images) or None}
    return await _insert(session, common, **said, parent_message_id=parent_id)


async def _insert_reply(session: AsyncSession, common: dict[str, Any], question_id: int) -> int:
    return await _insert(
        session, common, role=Role.ASSISTANT, content="", status=MessageStatus.STREAMING, parent_message_id=question_id
    )
