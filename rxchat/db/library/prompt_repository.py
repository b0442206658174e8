"""Prompts: the library of a user and, in a team, what others share."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from rxchat.db.database import Database, run_to_completion
from rxchat.db.library.prompt_queries import page_of, prompt_of, prompts_of, read_tags, visible_to, written_tags
from rxchat.db.schema.legacy_tables import PromptRow
from rxchat.domain.errors import Forbidden, NotFound
from rxchat.domain.prompts import Prompt, PromptContent, PromptList, PromptPosition, PromptQuery, unique_tags


class PromptRepository:
    """Somebody else's prompt doesn't exist, unless it is shared in a team: then it can be read. `now` is the time of a change."""

    def __init__(self, database: Database, *, is_team: bool = False) -> None:
        self._database = database
        self._is_team = is_team

    @run_to_completion
    async def list_prompts(self, user_id: int, query: PromptQuery, *, is_brief: bool = False) -> PromptList:
        """A page; brief prompts have the opening of their text alone."""
        wanted = page_of(user_id, query, is_team=self._is_team, is_brief=is_brief)
        async with self._database.session() as session:
            rows = (await session.execute(wanted)).all()
        shown = rows[: query.limit]
        end = PromptPosition(key=shown[-1].key, id=shown[-1].id) if len(rows) > query.limit else None
        return PromptList(prompts=tuple(prompt_of(row, user_id) for row in shown), end=end)

    @run_to_completion
    async def get(self, user_id: int, prompt_id: int) -> Prompt:
        async with self._database.session() as session:
            return await self._get(session, user_id, prompt_id)

    @run_to_completion
    async def categories(self, user_id: int) -> list[str]:
        """The categories of the prompts that the user can see, in alphabetical order."""
        category = col(PromptRow.category)
        query = select(category).where(self._visible(user_id), category.is_not(None), category != "")
        async with self._database.session() as session:
            return [name for name in await session.scalars(query.distinct().order_by(category)) if name]

    @run_to_completion
    async def tags(self, user_id: int) -> list[str]:
        """The tags of the prompts that the user can see, in alphabetical order. Those that differ in case are one."""
        query = select(col(PromptRow.tags)).where(self._visible(user_id), col(PromptRow.tags).is_not(None)).distinct()
        async with self._database.session() as session:
            return sorted(unique_tags(tag for text in await session.scalars(query) for tag in read_tags(text)), key=str.casefold)

    @run_to_completion
    async def add(
        self, user_id: int, content: PromptContent, now: datetime, *, usage_count: int = 0, created_at: datetime | None = None
    ) -> Prompt:
        """`usage_count` and `created_at` are those of a deleted prompt that is put back."""
        values = {**_columns(asdict(content)), "user_id": user_id, "usage_count": usage_count}
        new = insert(PromptRow).values(**values, created_at=created_at or now, updated_at=now).returning(col(PromptRow.id))
        async with self._database.transaction() as session:
            return await self._get(session, user_id, (await session.execute(new)).scalar_one())

    @run_to_completion
    async def change(self, user_id: int, prompt_id: int, changes: Mapping[str, Any], now: datetime) -> Prompt:
        """Set the given members of its content. Raises Forbidden for a prompt that somebody else shares."""
        change = update(PromptRow).where(*_own(user_id, prompt_id)).values(**_columns(changes), updated_at=now)
        async with self._database.transaction() as session:
            if changes and await session.scalar(change.returning(col(PromptRow.id))) is None:
                raise await self._refusal(session, user_id, prompt_id)
            return await self._get(session, user_id, prompt_id)

    @run_to_completion
    async def delete(self, user_id: int, prompt_id: int) -> bool:
        """Returns whether it was shared. Raises Forbidden for a prompt that somebody else shares."""
        async with self._database.transaction() as session:
            gone = delete(PromptRow).where(*_own(user_id, prompt_id)).returning(col(PromptRow.id), col(PromptRow.is_public))
            row = (await session.execute(gone)).one_or_none()
            if row is None:
                raise await self._refusal(session, user_id, prompt_id)
            return bool(row.is_public)

    @run_to_completion
    async def use(self, user_id: int, prompt_id: int) -> Prompt:
        """Count a use of the user's own prompt; that of somebody else's isn't counted. Returns the prompt."""
        count = func.coalesce(PromptRow.usage_count, 0) + 1
        async with self._database.transaction() as session:
            await session.execute(update(PromptRow).where(*_own(user_id, prompt_id)).values(usage_count=count))
            return await self._get(session, user_id, prompt_id)

    def _visible(self, user_id: int) -> ColumnElement[bool]:
        return visible_to(user_id, is_team=self._is_team)

    async def _get(self, session: AsyncSession, user_id: int, prompt_id: int) -> Prompt:
        query = prompts_of(self._visible(user_id)).where(col(PromptRow.id) == prompt_id)
        row = (await session.execute(query)).one_or_none()
        if row is None:
            raise NotFound("Prompt not found.", hint="It may have been deleted. GET /api/prompts lists yours.")
        return prompt_of(row, user_id)

    async def _refusal(self, session: AsyncSession, user_id: int, prompt_id: int) -> Forbidden:
        """Why a prompt that isn't the user's own can't be changed. Raises NotFound where it can't be read either."""
        found = await self._get(session, user_id, prompt_id)
        return Forbidden(f"Only {found.owner or 'its owner'} can change this prompt.", hint="Save a copy, and change that.")


def _own(user_id: int, prompt_id: int) -> tuple[ColumnElement[bool], ...]:
    return col(PromptRow.id) == prompt_id, col(PromptRow.user_id) == user_id


def _columns(content: Mapping[str, Any]) -> dict[str, Any]:
    """Members of a prompt's content by their columns, as the older program writes them: without empty texts."""
    values = {name: value or None for name, value in content.items()}
    if "text" in values:
        values["prompt_template"] = values.pop("text")
    if "tags" in values:
        values["tags"] = written_tags(content["tags"])
    if "is_public" in values:
        values["is_public"] = content["is_public"]
    return values
