"""Spend caps: each user's monthly limits, and those of their projects and tokens."""

from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Integer, Row, Select, Text, delete, insert, literal, null, select, union_all, update
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.schema.core_tables import ConversationRow, MessageRow
from rxchat.db.schema.legacy_tables import ProjectRow
from rxchat.db.schema.spending_tables import SpendCapRow
from rxchat.db.schema.token_tables import ProgramTokenRow
from rxchat.domain.spending import CallContext, SpendCap

_NO_CONTEXT: Final = CallContext()
_NOTHING: Final = null().cast(Integer)
_NO_NAME: Final = (_NOTHING.label("project_id"), _NOTHING.label("token_id"), null().cast(Text).label("name"))


class SpendCapRepository:
    def __init__(self, database: Database) -> None:
        self._database = database

    @run_to_completion
    async def list_of(self, user_id: int, context: CallContext = _NO_CONTEXT) -> list[SpendCap]:
        """The overall cap first, then by provider, then that of the project or the token that the call is made with, if any.

        An unreadable cap counts as zero, so that it never allows spending.
        """
        limit = col(SpendCapRow.monthly_limit)
        query = select(col(SpendCapRow.provider), limit, *_NO_NAME).where(col(SpendCapRow.user_id) == user_id)
        project_id = _project_of(user_id, context)
        of_project = [] if project_id is None else [_of_project(user_id, project_id)]
        of_token = [] if context.token_id is None else [_of_token(user_id, context.token_id)]
        async with self._database.session() as session:
            found = [_cap(row) for row in await session.execute(union_all(query, *of_project, *of_token))]
        return sorted(found, key=lambda cap: (cap.token_id or 0, cap.project_id or 0, cap.provider or ""))

    @run_to_completion
    async def put(self, user_id: int, cap: SpendCap) -> None:
        """Store a cap and replace the previous one."""
        which = {"user_id": user_id, "provider": cap.provider or ""}
        async with self._database.transaction() as session:
            changed = update(SpendCapRow).filter_by(**which).values(monthly_limit=cap.limit).returning(col(SpendCapRow.user_id))
            if (await session.execute(changed)).first() is None:
                await session.execute(insert(SpendCapRow).values(**which, monthly_limit=cap.limit))

    @run_to_completion
    async def delete(self, user_id: int, provider: str | None) -> None:
        async with self._database.transaction() as session:
            await session.execute(delete(SpendCapRow).filter_by(user_id=user_id, provider=provider or ""))


def _of_project(user_id: int, project_id: Any) -> Select[*tuple[Any, ...]]:
    columns = (literal("", Text), col(ProjectRow.monthly_limit), col(ProjectRow.id), _NOTHING, col(ProjectRow.name))
    mine = (col(ProjectRow.id) == project_id, col(ProjectRow.user_id) == user_id)
    return select(*columns).where(*mine, col(ProjectRow.monthly_limit).is_not(None))


def _of_token(user_id: int, token_id: int) -> Select[*tuple[Any, ...]]:
    columns = (
        literal("", Text),
        col(ProgramTokenRow.monthly_limit),
        _NOTHING,
        col(ProgramTokenRow.id),
        col(ProgramTokenRow.name),
    )
    mine = (col(ProgramTokenRow.id) == token_id, col(ProgramTokenRow.user_id) == user_id)
    return select(*columns).where(*mine, col(ProgramTokenRow.monthly_limit).is_not(None))


def _project_of(user_id: int, context: CallContext) -> Any:
    """The project's id, or the query that finds it; None for a call without a conversation."""
    if context.project_id is not None:
        return context.project_id
    project = select(col(ConversationRow.project_id)).where(col(ConversationRow.user_id) == user_id)
    if context.conversation_id is not None:
        return project.where(col(ConversationRow.id) == context.conversation_id).scalar_subquery()
    if context.message_id is None:
        return None
    its = select(col(MessageRow.conversation_id)).where(col(MessageRow.id) == context.message_id)
    return project.where(col(ConversationRow.id) == its.scalar_subquery()).scalar_subquery()


def _cap(row: Row[*tuple[Any, ...]]) -> SpendCap:
    return SpendCap(
        provider=row.provider or None,
        limit=row.monthly_limit or Decimal(0),
        project_id=row.project_id,
        token_id=row.token_id,
        name=row.name or "",
    )
