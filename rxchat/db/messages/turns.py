"""Turns: a new question, an edited one, or another answer to one, each with an empty answer to stream into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.messages.ancestors import parent_of_question, question_of, shown_above
from rxchat.db.messages.first_branches import FirstBranch, make_first_branch
from rxchat.db.messages.instruction_columns import custom_of
from rxchat.db.messages.message_counts import touch
from rxchat.db.messages.message_images import images_text
from rxchat.db.messages.message_mapping import no_message, read_messages
from rxchat.db.messages.ownership import owned_by
from rxchat.db.messages.project_use import use_project
from rxchat.db.messages.reading_order import newest_visible
from rxchat.db.messages.streaming import idle_conversation
from rxchat.db.messages.turn_images import images_of
from rxchat.db.open_answers import OpenAnswers
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.settings_json import read_settings, with_settings
from rxchat.domain.conversations import MessageStatus, SavedMessage
from rxchat.domain.instructions import Instructions, read_custom
from rxchat.domain.messages import Role
from rxchat.domain.requests import AnswerOptions
from rxchat.domain.turns import NewTurn, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class _Thread:
    """Where a question goes: its conversation and parent, and the newest visible messages above it in reading order."""

    conversation_id: int
    settings: AnswerOptions
    instructions: Instructions
    parent_id: int | None = None
    is_branched: bool = False
    earlier_ids: Sequence[int] = ()


async def begin(
    session: AsyncSession,
    turn: NewTurn,
    answers: OpenAnswers,
    first_branch: FirstBranch | None = None,
    *,
    history_limit: int = 0,
) -> Turn:
    """Save a question and an empty answer. A new one's parent is the last visible message; an edited one, its original's."""
    thread = await _thread(session, turn, answers, first_branch, limit=history_limit - 1)
    common = _common(thread.conversation_id, turn.provider, turn.model)
    question = await _insert_question(session, common, turn, thread.parent_id)
    reply_id = await _insert_reply(session, common, question.id, answers)
    shown = {"current_message_id": reply_id} if thread.is_branched else {}
    await touch(session, thread.conversation_id, provider=turn.provider, model=turn.model, **shown)
    earlier = await read_messages(session, thread.earlier_ids, answers) if thread.earlier_ids else []
    return Turn(
        conversation_id=thread.conversation_id,
        user_message_id=question.id,
        reply_id=reply_id,
        is_new_conversation=turn.conversation_id is None,
        settings=thread.settings,
        instructions=thread.instructions,
        history=(*earlier, question) if history_limit > 0 else (),
    )


async def begin_again(
    session: AsyncSession,
    user_id: int,
    message_id: int,
    provider: str,
    model: str,
    answers: OpenAnswers,
    first_branch: FirstBranch | None = None,
    *,
    history_limit: int = 0,
) -> Turn:
    """Save another empty answer to the message's question, and show the branch that ends there."""
    conversation_id = await conversation_of(session, user_id, message_id)
    idle = await idle_conversation(session, user_id, conversation_id, answers)
    if idle.end_id is None:
        await make_first_branch(session, conversation_id, first_branch)
    question_id = await question_of(session, conversation_id, message_id)
    reply_id = await _insert_reply(session, _common(conversation_id, provider, model), question_id, answers)
    await touch(session, conversation_id, provider=provider, model=model, current_message_id=reply_id)
    ids = await _ids_to(session, conversation_id, question_id, history_limit)
    return Turn(
        conversation_id=conversation_id,
        user_message_id=question_id,
        reply_id=reply_id,
        is_new_conversation=False,
        settings=read_settings(idle.settings),
        instructions=idle.instructions,
        history=tuple(await read_messages(session, ids, answers)) if ids else (),
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


async def _thread(
    session: AsyncSession, turn: NewTurn, answers: OpenAnswers, first_branch: FirstBranch | None, *, limit: int
) -> _Thread:
    """The conversation the question goes to, made where there is none yet, with at most `limit` of its earlier messages."""
    if turn.conversation_id is None:
        return await _new_thread(session, turn)
    conversation_id = turn.conversation_id
    idle = await idle_conversation(session, turn.user_id, conversation_id, answers)
    if idle.end_id is None and turn.edited_id is None:
        ids = await newest_visible(session, conversation_id, limit=max(limit, 1))
        parent_id, earlier_ids = (ids[0] if ids else None), ids[: max(limit, 0)][::-1]
        is_branched = False
    else:
        if idle.end_id is None:
            await make_first_branch(session, conversation_id, first_branch)
        parent_id = idle.end_id
        if turn.edited_id is not None:
            parent_id = await parent_of_question(session, conversation_id, turn.edited_id)
        earlier_ids = await _ids_to(session, conversation_id, parent_id, limit)
        is_branched = True
    return _Thread(
        conversation_id=conversation_id,
        settings=read_settings(idle.settings),
        instructions=idle.instructions,
        parent_id=parent_id,
        is_branched=is_branched,
        earlier_ids=earlier_ids,
    )


async def _ids_to(session: AsyncSession, conversation_id: int, end_id: int | None, limit: int) -> Sequence[int]:
    """Of the branch that ends with a message the last ids, in reading order."""
    if end_id is None or limit < 1:
        return ()
    return (await shown_above(session, conversation_id, end_id, limit=limit))[:limit][::-1]


async def _new_thread(session: AsyncSession, turn: NewTurn) -> _Thread:
    now = datetime.now(UTC)
    project = None if turn.project_id is None else await use_project(session, turn.user_id, turn.project_id)
    new = insert(ConversationRow).values(
        user_id=turn.user_id,
        project_id=turn.project_id,
        title=turn.title,
        provider=turn.provider,
        model=turn.model,
        created_at=now,
        updated_at=now,
        last_message_at=now,
        settings=with_settings(None, turn.settings),
    )
    row = (await session.execute(new.returning(col(ConversationRow.id), custom_of(turn.user_id)))).one()
    instructions = Instructions(
        custom=read_custom(row.custom),
        project=project.instructions if project else "",
        project_name=project.name if project else "",
    )
    return _Thread(conversation_id=row.id, settings=turn.settings, instructions=instructions)


def _common(conversation_id: int, provider: str, model: str) -> dict[str, Any]:
    now = datetime.now(UTC).replace(microsecond=0)  # as the column keeps it
    return {"conversation_id": conversation_id, "created_at": now, "provider": provider, "model": model}


async def _insert(session: AsyncSession, common: dict[str, Any], **values: object) -> int:
    new = insert(MessageRow).values(**common, **values)
    return (await session.execute(new.returning(col(MessageRow.id)))).scalar_one()


async def _insert_question(session: AsyncSession, common: dict[str, Any], turn: NewTurn, parent_id: int | None) -> SavedMessage:
    images = await images_of(session, turn)
    said = {"role": Role.USER, "content": turn.text, "images": images_text(images), "image_count": len(images) or None}
    question_id = await _insert(session, common, **said, parent_message_id=parent_id)
    return SavedMessage(**common, id=question_id, parent_id=parent_id, role=Role.USER, text=turn.text, image_count=len(images))


async def _insert_reply(session: AsyncSession, common: dict[str, Any], question_id: int, answers: OpenAnswers) -> int:
    """Also in the older program's form: its group and its number among the answers to the question."""
    owner = {} if answers.worker is None else {"worker_id": answers.worker}
    others = (col(MessageRow.parent_message_id) == question_id, col(MessageRow.role) == Role.ASSISTANT)
    group = select(func.max(col(MessageRow.variation_group_id))).where(*others).scalar_subquery()
    return await _insert(
        session,
        common | owner,
        role=Role.ASSISTANT,
        content="",
        status=MessageStatus.STREAMING,
        parent_message_id=question_id,
        variation_group_id=func.coalesce(group, str(question_id)),
        variation_index=select(func.count()).where(*others).scalar_subquery(),
    )
