"""Conversation filters: a `ConversationFilter` as query conditions."""

from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from rxchat.db.column_types import utc_text
from rxchat.db.conversations.last_activity import ACTIVE_SECOND
from rxchat.db.messages.ownership import owned_by
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.legacy_tables import FolderItemRow, FolderRow, ProjectRow
from rxchat.db.sqlite import to_the_second
from rxchat.domain.conversations import ConversationFilter
from rxchat.domain.models import split_ref

_MESSAGE_CREATED: Final[Any] = col(MessageRow.created_at)
_MESSAGE_SECOND: Final = to_the_second(_MESSAGE_CREATED)


def matching(user_id: int, wanted: ConversationFilter) -> tuple[ColumnElement[bool], ...]:
    """The user's conversations that match the filter, last active within its times."""
    return *_which(user_id, wanted), *_within(ACTIVE_SECOND, wanted)


def messages_matching(user_id: int, wanted: ConversationFilter) -> tuple[ColumnElement[bool], ...]:
    """The messages of the user's conversations that match the filter, created within its times."""
    return *_which(user_id, wanted), *_within(_MESSAGE_SECOND, wanted)


def _which(user_id: int, wanted: ConversationFilter) -> list[ColumnElement[bool]]:
    """Without the times. A project or folder has to be the user's own as well."""
    conditions = list(owned_by(user_id))
    for column, value in (
        (col(ConversationRow.is_archived), wanted.is_archived),
        (col(ConversationRow.is_pinned), wanted.is_pinned),
    ):
        if value is not None:
            conditions.append(column.is_(True) if value else column.is_not(True))
    if wanted.project_id is not None:
        own = select(col(ProjectRow.id)).where(col(ProjectRow.id) == wanted.project_id, col(ProjectRow.user_id) == user_id)
        conditions.append(col(ConversationRow.project_id).in_(own))
    if wanted.folder_id is not None:
        conditions.append(col(ConversationRow.id).in_(_in_folder(user_id, wanted.folder_id)))
    if wanted.provider is not None:
        conditions.append(_is_of(wanted.provider))
    if wanted.model is not None:
        provider, model = split_ref(wanted.model)
        conditions.append(col(ConversationRow.model) == model)
        conditions += [] if provider is None else [_is_of(provider)]
    return conditions


def _in_folder(user_id: int, folder_id: int) -> Any:
    """The conversations in a folder of the user; those in the folders below it aren't."""
    return (
        select(col(FolderItemRow.conversation_id))
        .join(FolderRow, col(FolderRow.id) == col(FolderItemRow.folder_id))
        .where(col(FolderRow.id) == folder_id, col(FolderRow.user_id) == user_id)
    )


def _within(second: ColumnElement[str], wanted: ConversationFilter) -> list[ColumnElement[bool]]:
    conditions = list[ColumnElement[bool]]()
    if wanted.since is not None:
        conditions.append(second >= utc_text(wanted.since))
    if wanted.until is not None:
        conditions.append(second < utc_text(wanted.until))
    return conditions


def _is_of(provider: str) -> ColumnElement[bool]:
    """A blank provider in an adopted file means Claude, so a filter on Claude finds those too."""
    column = col(ConversationRow.provider)
    return or_(column.in_([provider, ""]), column.is_(None)) if provider == "claude" else column == provider
