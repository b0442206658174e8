"""Ownership: whose a conversation is, as query conditions."""

from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, or_, select
from sqlmodel import col

from rxchat.db.schema.core_tables import ConversationRow, UserRow
from rxchat.db.schema.legacy_tables import ProjectRow
from rxchat.domain.errors import NotFound


def no_conversation() -> NotFound:
    """One error for a conversation that never existed, was deleted or belongs to somebody else: ids give nothing away."""
    return NotFound("Conversation not found.", hint="It may have been deleted. Choose another one or start a new chat.")


def no_project() -> NotFound:
    """One error for a project that never existed, was deleted or belongs to somebody else."""
    return NotFound("Project not found.", hint="It may have been deleted. GET /api/projects lists yours.")


def own_project() -> SQLColumnExpression[Any]:
    """The conversation's `project_id`: None also for somebody else's project or one that is gone, as adopted files have them."""
    mine = (col(ProjectRow.id) == col(ConversationRow.project_id), col(ProjectRow.user_id) == col(ConversationRow.user_id))
    return select(col(ProjectRow.id)).where(*mine).correlate(ConversationRow).scalar_subquery().label("project_id")


def owned_by(user_id: int) -> tuple[ColumnElement[bool], ...]:
    """The user's conversations that aren't deleted."""
    return col(ConversationRow.user_id) == user_id, col(ConversationRow.is_deleted).is_not(True)


def is_ownerless() -> ColumnElement[bool]:
    """Conversations without a user, or whose user no longer exists: adopted files contain both."""
    owner = col(ConversationRow.user_id)
    return or_(owner.is_(None), owner.not_in(select(col(UserRow.id))))
