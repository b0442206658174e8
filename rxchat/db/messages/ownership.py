"""Ownership: whose a conversation is, as query conditions."""

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from rxchat.db.schema.core_tables import ConversationRow, UserRow
from rxchat.domain.errors import NotFound


def no_conversation() -> NotFound:
    """One error for a conversation that never existed, was deleted or belongs to somebody else: ids give nothing away."""
    return NotFound("Conversation not found.", hint="It may have been deleted. Choose another one or start a new chat.")


def owned_by(user_id: int) -> tuple[ColumnElement[bool], ...]:
    """The user's conversations that aren't deleted."""
    return col(ConversationRow.user_id) == user_id, col(ConversationRow.is_deleted).is_not(True)


def is_ownerless() -> ColumnElement[bool]:
    """Conversations without a user, or whose user no longer exists: adopted files contain both."""
    owner = col(ConversationRow.user_id)
    return or_(owner.is_(None), owner.not_in(select(col(UserRow.id))))
