"""Conversation filters: a `ConversationFilter` as query conditions."""

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow
from rxchat.db.schema.legacy_tables import FolderItemRow, FolderRow
from rxchat.domain.conversations import ConversationFilter


def matching(user_id: int, wanted: ConversationFilter) -> tuple[ColumnElement[bool], ...]:
    """The user's conversations that match the filter."""
    conditions = list(owned_by(user_id))
    for column, value in (
        (col(ConversationRow.is_archived), wanted.is_archived),
        (col(ConversationRow.is_pinned), wanted.is_pinned),
    ):
        if value is not None:
            conditions.append(column.is_(True) if value else column.is_not(True))
    if wanted.project_id is not None:
        conditions.append(col(ConversationRow.project_id) == wanted.project_id)
    if wanted.folder_id is not None:
        conditions.append(_is_in_folder(user_id, wanted.folder_id))
    if wanted.provider is not None:
        conditions.append(_is_of(wanted.provider))
    return tuple(conditions)


def _is_in_folder(user_id: int, folder_id: int) -> ColumnElement[bool]:
    """Nothing is in a folder of somebody else."""
    inside = select(col(FolderItemRow.conversation_id)).join(FolderRow, col(FolderRow.id) == col(FolderItemRow.folder_id))
    own = inside.where(col(FolderRow.id) == folder_id, col(FolderRow.user_id) == user_id)
    return col(ConversationRow.id).in_(own)


def _is_of(provider: str) -> ColumnElement[bool]:
    """A blank provider in an adopted file means Claude, so a filter on Claude finds those too."""
    column = col(ConversationRow.provider)
    return or_(column.in_([provider, ""]), column.is_(None)) if provider == "claude" else column == provider
